"""The blocks of docs/backup.md run word for word, in one shell, beside a running server; another starts from the result."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.console.install import SCRIPT
from tests.support.machine import ROOT, Machine, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", (ROOT / "docs" / "backup.md").read_text("utf-8"), re.S | re.M)
CONFIG = """
[server]
folder = "../var"
[offices]
routes = "routes.toml"
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Machine]:
    etc = tmp_path / "lianban" / "etc"
    etc.mkdir(parents=True)
    (etc / "lianban.toml").write_text(CONFIG)
    (etc / "routes.toml").write_bytes((ROOT / "infra" / "routes.toml").read_bytes())
    command = tmp_path / "bin" / "lianban"
    command.parent.mkdir()
    command.write_text(SCRIPT.format(python=sys.executable, root=str(ROOT)))
    command.chmod(0o755)
    machine = Machine(tmp_path / "lianban" / "var", {"default": {"answers": []}})
    machine.folder.mkdir()
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()


def test_the_way_of_the_document_ends_with_a_server_that_has_every_case(
    running: Machine, tmp_path: Path
) -> None:
    case_id = running.submit()
    places = {"PREFIX": tmp_path / "lianban", "BACKUPS": tmp_path / "backups", "NEW": tmp_path / "new"}

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(BLOCKS)],
        env={
            "PATH": f"{tmp_path}/bin:/usr/local/bin:/usr/bin:/bin",
            **{n: str(p) for n, p in places.items()},
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        "已备份并核对",
        "核对无误，没有写入",
        "已恢复到",
    ]
    assert {one.name for one in (tmp_path / "new" / "etc").iterdir()} == {"lianban.toml", "routes.toml"}
    running.kill_server()
    new = Machine(tmp_path / "new" / "var", port=running.port, sandbox_port=running.sandbox_port)
    try:
        new.start_server()
        until(lambda: new.client.is_up(), seconds=10)
        assert new.case(case_id)["status"] == "open"
    finally:
        new.stop()
