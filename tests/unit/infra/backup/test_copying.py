import os
from pathlib import Path

import pytest

from infra.backup.layout import BackupRefusal, backups_in
from infra.backup.take import WantedBackup, take
from infra.embedded.secrets import LEDGER
from tests.support.backups import NOW, Server, backed_up


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "var").holding(2, "one", "two")


@pytest.mark.parametrize("large", [LEDGER, "materials/kept/one"])
def test_where_there_is_too_little_room_nothing_is_left_half_done(
    server: Server, tmp_path: Path, large: str
) -> None:
    # Its end only, far beyond any disk of ours: what is in between takes no room.
    os.truncate(server.folder / large, 1 << 43)

    with pytest.raises(BackupRefusal, match=r"还差 \d{6,} MB"):
        backed_up(server, tmp_path / "out")
    assert backups_in(tmp_path / "out") == ()


def test_what_is_half_written_and_what_leads_elsewhere_stays_out_of_it(
    server: Server, tmp_path: Path
) -> None:
    kept = server.folder / "materials" / "kept"
    (kept / ".three.tmp").write_bytes(b"half")
    (kept / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_bytes(b"no material")

    done = backed_up(server, tmp_path / "out")

    assert sorted(one.name for one in (done.backup / "materials" / "kept").iterdir()) == ["one", "two"]


def test_nobody_else_may_look_into_it(server: Server, tmp_path: Path) -> None:
    config = tmp_path / "lianban.toml"
    config.write_text("[server]\n")

    done = backed_up(server, tmp_path / "out", config=(config,))
    again = backed_up(server, tmp_path / "out", days=1)

    files = [one for backup in (done.backup, again.backup) for one in backup.rglob("*") if one.is_file()]
    closed = {*files, *(one.parent for one in files), done.backup, again.backup}
    assert [str(one) for one in closed if one.stat().st_mode & 0o077] == []


def test_what_a_case_claims_while_it_is_taken_is_in_it_all_the_same(server: Server, tmp_path: Path) -> None:
    fresh = ("a", "b", "c")
    for name in fresh:
        server.materials.write(name, name.encode())

    def claim(step: str, done: int, _all: int) -> None:
        if "files" in step and done == 1:
            for name in fresh:
                server.materials.keep(name)

    wanted = WantedBackup(server.folder, tmp_path / "out", apart=tmp_path / "safe")
    backup = take(wanted, now=NOW, tell=claim).backup

    found = [one.name for place in ("unclaimed", "kept") for one in (backup / "materials" / place).iterdir()]
    assert sorted(found) == [*fresh, "one", "two"]
