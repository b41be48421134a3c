import re
from collections.abc import Iterator
from pathlib import Path

import botocore.session
from botocore import xform_name

from infra.alarms import declared_alarms
from infra.package import alarms
from infra.package.shipped import ROOT

RUNBOOK = (ROOT / alarms.RUNBOOK).read_text("utf-8")


def test_every_alarm_has_its_paragraph_and_no_other() -> None:
    told = RUNBOOK[RUNBOOK.index("## Alarms") :]

    assert set(re.findall(r"^### (\w+)$", told, re.MULTILINE)) == set(declared_alarms())


def test_every_make_target_that_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", Path(ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert set(re.findall(r"`make ([a-z-]+)", RUNBOOK)) <= targets


# The command line's own, over several operations.
_OWN = {("logs", "tail"), ("s3", "ls"), ("s3", "sync")}
# Of every command; and of one that writes its answer into a file.
_EVERYWHERE = {"region", "query", "max-items"}


def test_every_command_of_aws_in_the_documents_is_whole() -> None:
    session = botocore.session.get_session()
    said = [words for page in sorted((ROOT / "docs").glob("*.md")) for words in _aws_commands(page)]

    assert len(said) > 20
    for service, operation, given in said:
        if (service, operation) in _OWN:
            continue
        model = session.get_service_model(service)
        [name] = [one for one in model.operation_names if xform_name(one, "-") == operation]
        shape = model.operation_model(name).input_shape
        known = {xform_name(one, "-"): one for one in (shape.members if shape else ())}
        assert given <= {*known, *_EVERYWHERE}, (service, operation)
        needed = {xform_name(one, "-") for one in (shape.required_members if shape else ())}
        assert needed <= given, (service, operation)


def _aws_commands(page: Path) -> Iterator[tuple[str, str, set[str]]]:
    for command in re.findall(r"`aws\s+([^`]+)`", page.read_text("utf-8")):
        service, operation, *words = command.split()
        yield service, operation, {word.removeprefix("--") for word in words if word.startswith("--")}
