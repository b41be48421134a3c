"""Blocks of docs/one-server.md and docs/backup.md as somebody follows them later, in another shell or once more: nothing that
was there is lost by it. Root's commands are stand-ins that note how they were called.
"""

import re
import subprocess
from pathlib import Path

from tests.support.machine import ROOT
from tests.support.one_server import blocks

ONCE = re.findall(r"^```bash\n(.*?)^```$", (ROOT / "docs" / "backup.md").read_text("utf-8"), re.S | re.M)[0]
BACKUP, BACK = (
    next(one.text for one in blocks() if words in one.text) for words in ("backup.passphrase", "var.newer")
)
NOTING = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLED"\n'
# As the service's user, who is whoever tries this; a command of the program's comes to nothing.
AS_SERVICE = f'{NOTING}shift 3\ncase "$1" in *lianban) exit 1 ;; esac\nexec "$@"\n'


def _prefix(folder: Path) -> Path:
    """An installation, as far as these blocks look at it."""
    prefix = folder / "lianban"
    for place in ("etc", "var", "bin", "versions/0.1.0/venv/bin", "versions/0.2.0"):
        (prefix / place).mkdir(parents=True)
    (prefix / "current").symlink_to("versions/0.2.0")
    return prefix


def _follow(block: str, folder: Path, **named: object) -> list[str]:
    """How the stand-ins were called. What is not in `named` is not set, and nothing ends at an error."""
    commands = folder / "commands"
    commands.mkdir(exist_ok=True)
    for name in ("systemctl", "install", "runuser", "lianban-use"):
        (commands / name).write_text(AS_SERVICE if name == "runuser" else NOTING)
        (commands / name).chmod(0o755)
    called = folder / "called"
    called.write_text("")
    given = {name: str(value) for name, value in named.items()}
    subprocess.run(
        ["bash", "-c", block],
        env={"PATH": f"{commands}:/usr/bin:/bin", "CALLED": str(called), **given},
        capture_output=True,
        check=False,
        timeout=20,
    )
    return called.read_text().splitlines()


def test_whoever_sets_backups_up_once_more_keeps_the_passphrase_that_is_on_paper(tmp_path: Path) -> None:
    prefix, backups = _prefix(tmp_path), tmp_path / "backups"
    passphrase = prefix / "etc" / "backup.passphrase"

    _follow(ONCE, tmp_path, PREFIX=prefix, BACKUPS=backups)
    first = passphrase.read_text()
    for block in (ONCE, BACKUP):
        _follow(block, tmp_path, PREFIX=prefix, BACKUPS=backups)

    assert len(first) > 30
    assert passphrase.read_text() == first


def test_the_way_back_in_a_shell_that_knows_of_no_upgrade_touches_nothing(tmp_path: Path) -> None:
    prefix = _prefix(tmp_path)

    assert _follow(BACK, tmp_path, PREFIX=prefix) == ["runuser -u lianban -- lianban check"]
    assert (prefix / "var").is_dir()
    assert not (prefix / "var.newer").exists()


def test_the_way_back_starts_nothing_where_the_backup_was_not_restored(tmp_path: Path) -> None:
    prefix = _prefix(tmp_path)

    called = _follow(BACK, tmp_path, PREFIX=prefix, old="0.1.0", before=tmp_path)

    assert [one for one in called if "restore" in one]
    assert [one for one in called if "systemctl start" in one or "lianban-use" in one] == []
