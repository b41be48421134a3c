"""The blocks of docs/portal.md run word for word, in one shell, against a running system."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.machine import ROOT, Machine

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", (ROOT / "docs" / "portal.md").read_text("utf-8"), re.S | re.M)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed here: apt-get install curl")
def test_the_way_of_the_document_ends_with_a_case(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    try:
        machine.start()
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCKS)],
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "SERVER": machine.client.server},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        machine.stop()

    assert done.returncode == 0, done.stdout + done.stderr
    asked, _sources, remaining, code, waiting, gone_on, reference, status = done.stdout.strip().splitlines()
    assert asked.endswith("？")
    assert remaining == "[]"
    assert re.fullmatch("[A-Z2-7]{8}", code)
    assert (waiting.count("made_at"), code in waiting) == (1, False)
    assert gone_on == "已填写完整。请核对后提交。"
    assert re.fullmatch("TY[0-9A-Z]{15}", reference)
    assert status in {"办理中", "已办结"}
