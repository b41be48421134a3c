import re
from pathlib import Path

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
