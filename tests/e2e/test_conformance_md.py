"""The blocks of docs/conformance.md run word for word, in one shell."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from functions.domain.office.conformance.scenario import ScenarioLevel
from functions.domain.office.conformance.table import SCENARIOS
from tests.support.machine import ROOT

TEXT = (ROOT / "docs" / "conformance.md").read_text("utf-8")
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", TEXT, re.S | re.M)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_way_of_the_document_ends_with_a_report_that_passes(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    command = tmp_path / ".venv" / "bin" / "lianban"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m infra.console "$@"\n')
    command.chmod(0o755)

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCKS)],
        cwd=tmp_path,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "build" / "report.json").read_text("utf-8"))["conforms"] is True


def test_the_document_names_every_scenario_with_what_should_be_so() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| ?(.*) \|$", TEXT, re.M))
    should = {
        scenario.code: any(level is ScenarioLevel.SHOULD for _, level in scenario.wants)
        for scenario in SCENARIOS
    }

    assert {code: bool(told.strip()) for code, told in rows.items()} == should
