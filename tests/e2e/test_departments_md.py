"""The blocks of docs/departments.md run word for word, in one shell, against a running system."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.console.follow import submit_as_client
from infra.console.install import SCRIPT
from schemas.applicant.todos import OfficeTodoDone
from schemas.office.answering import ANSWERING
from tests.support.java import MISSING, program_of
from tests.support.machine import ROOT, SAMPLE, Machine, free_port, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TEXT = (ROOT / "docs" / "departments.md").read_text("utf-8")
ALL = re.findall(r"^```bash\n(.*?)^```$", TEXT, re.S | re.M)
IN_JAVA = [block for block in ALL if "java " in block]
BLOCKS = [block for block in ALL if block not in IN_JAVA]
JSON = re.findall(r"^```json\n(.*?)^```$", TEXT, re.S | re.M)
PROGRAMS = ("curl", "openssl")


def run(blocks: list[str], machine: Machine, folder: Path) -> subprocess.CompletedProcess[str]:
    command = folder / "bin" / "lianban"
    command.parent.mkdir()
    command.write_text(SCRIPT.format(python=sys.executable, root=str(ROOT)))
    command.chmod(0o755)
    given = {
        "PATH": f"{folder}/bin:/usr/local/bin:/usr/bin:/bin",
        "SERVER": machine.client.server,
        "FOLDER": str(machine.folder),
        "PYTHON": sys.executable,
        "PORT": str(free_port()),
    }
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        env={**os.environ, **given},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.skipif(
    not all(shutil.which(name) for name in PROGRAMS), reason="curl or openssl is not installed here: apt-get"
)
def test_the_way_of_the_document_ends_with_every_answer_taken(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "data")
    machine.folder.mkdir()
    try:
        machine.start()
        # As `make run` does: of what its applicant has, the document asks nothing again.
        sample = submit_as_client(machine.client, SAMPLE)
        until(lambda: machine.is_closed(sample), seconds=60)
        done = run(BLOCKS, machine, tmp_path)
    finally:
        machine.stop()

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in EXPECTED if line not in done.stdout] == [], done.stdout + done.stderr
    assert done.stdout.count('"code":"case-not-found"') == 3
    marks = re.findall(r"^[0-9a-f]{16}$", done.stdout, re.M)
    assert marks[:1] * 2 == marks, done.stdout + done.stderr


EXPECTED = (
    "valid accept",
    "expired reject",
    "household_registration/1/granted: taken",
    "item.dispatched 1 204 True",
    "已记录，即将发送。",
    '"status":"accepted"',
    '"status":"suspended"',
    '"status":"done"',
    "outcome-already-recorded",
    "household_registration household_result 样例-0002 office True",
    '"number":"EX000000001CN"',
    '"kind":"fetch"',
)


def test_the_java_of_the_document_runs(tmp_path: Path) -> None:
    for name in ("Receiver.java", "vectors.json"):
        shutil.copy(ROOT / "docs" / "kit" / name, tmp_path)
    words = program_of(tmp_path / "Receiver.java", tmp_path)
    if words is None:
        pytest.skip(MISSING)
    [block] = IN_JAVA
    [_, line] = block.splitlines()
    typed = ["java", "Receiver.java"]
    assert line.split()[: len(typed)] == typed

    done = subprocess.run(
        [*words, *line.split()[len(typed) :]], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("block", JSON)
def test_every_body_that_is_shown_is_one_that_is_taken(block: str) -> None:
    if "type" in json.loads(block):
        ANSWERING.validate_json(block)
    else:
        OfficeTodoDone.model_validate_json(block)
