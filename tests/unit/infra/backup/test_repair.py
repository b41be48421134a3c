import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from functions.adapters.case_store.sealed import SealedTexts
from functions.domain.case.case import Change
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.record_kinds.shared import SEAL_KEYS
from infra.backup.layout import BackupRefusal, NoBackup
from infra.backup.repair import RowFound, WantedRepair, repair_rows
from infra.embedded.secrets import LEDGER
from schemas.codes import EventKind, ItemStatus
from tests.support.backups import NOW, Server, backed_up
from tests.support.each import each
from tests.support.openings import event, opening

CASE = opening(1).ledger.case.id
ITEM = "discharge_report"
WHERE = {
    "cases": f"id = '{CASE}'",
    "items": f"case_id = '{CASE}' AND code = '{ITEM}'",
    "events": f"case_id = '{CASE}' AND key = 'submitted'",
    "forms": f"case_id = '{CASE}'",
    "records": "kind = 'kind'",
}
LATER = NOW + timedelta(days=1)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    found = Server(tmp_path / "var").holding(2)
    with found.store() as store:
        store.put(Record("kind", "key", {"name": "某处的办事地点"}))
    return found


def column(table: str) -> str:
    return "sealed" if table == "forms" else "body"


def value(server: Server, table: str) -> bytes:
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger:
        (found,) = ledger.execute(
            f"SELECT CAST({column(table)} AS BLOB) FROM {table} WHERE {WHERE[table]}"
        ).fetchone()
    return bytes(found)


def damage(server: Server, table: str, *, cut: bool = False) -> None:
    whole = value(server, table)
    half = len(whole) // 2
    written = whole[:half] if cut else whole[:half] + b"\xff" + whole[half + 1 :]
    as_ = "BLOB" if table == "forms" else "TEXT"
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        ledger.execute(
            f"UPDATE {table} SET {column(table)} = CAST(? AS {as_}) WHERE {WHERE[table]}", (written,)
        )


def repaired(
    server: Server, source: Path, *, tried: bool = False, user: int | None = None
) -> tuple[RowFound, ...]:
    owner = (server.folder / LEDGER).stat().st_uid if user is None else user
    wanted = WantedRepair(server.folder, source, "磁盘坏块", owner, tried)
    return repair_rows(wanted, now=LATER, tell=lambda _: None)


def change_the_item(server: Server) -> None:
    with server.store() as store:
        store.commit(Change(items=(replace(store.ledger(CASE).item(ITEM), status=ItemStatus.INCIDENT),)))


@each("table", list(WHERE))
@each("cut", [False, True])
def test_a_row_that_has_not_changed_since_the_backup_is_put_back(
    server: Server, tmp_path: Path, table: str, cut: bool
) -> None:
    whole = value(server, table)
    backup = backed_up(server, tmp_path / "out").backup
    damage(server, table, cut=cut and table != "records")

    [found] = repaired(server, tmp_path / "out")

    assert (found.place.table, found.backup) == (table, backup)
    assert value(server, table) == whole
    assert repaired(server, tmp_path / "out") == ()


def test_the_cases_history_says_which_row_was_put_back_from_where_and_why(
    server: Server, tmp_path: Path
) -> None:
    backup = backed_up(server, tmp_path / "out").backup
    damage(server, "items")

    repaired(server, tmp_path / "out")

    with server.store() as store:
        (*_, told) = SealedTexts(store, server.seal).events(CASE, limit=9).entries
        raw = store.events(CASE, limit=9).entries[-1]
    assert (told.kind, told.item, told.at) == (EventKind.ROW_PUT_BACK, ITEM, LATER)
    assert told.detail == {"row": f"items/{ITEM}", "backup": backup.name, "reason": "磁盘坏块"}
    assert "磁盘" not in raw.detail["reason"]


def test_a_row_that_has_changed_since_is_left_as_it_is(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    change_the_item(server)
    damage(server, "items")
    damaged = value(server, "items")

    [found] = repaired(server, tmp_path / "out")

    assert (found.backup, value(server, "items")) == (None, damaged)
    assert "又变过" in found.why


def test_a_form_that_was_corrected_since_is_left_as_it_is(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    with server.store() as store:
        said = replace(event(CASE, "correct-1/00", 1), kind=EventKind.CORRECTED)
        store.commit(Change(events=(said,)))
    damage(server, "forms")

    [found] = repaired(server, tmp_path / "out")

    assert "又变过" in found.why


def test_a_record_that_was_made_anew_under_its_key_is_left_as_it_is(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    with server.store() as store:
        if old := store.record("kind", "key"):
            store.delete(old)
        store.put(Record("kind", "key", {"another": "thing of its own"}))
    damage(server, "records")

    [found] = repaired(server, tmp_path / "out")

    assert "又变过" in found.why


def test_where_the_newest_backup_has_the_damage_an_older_one_is_taken(server: Server, tmp_path: Path) -> None:
    older = backed_up(server, tmp_path / "out").backup
    damage(server, "items")
    backed_up(server, tmp_path / "out", days=1)

    [found] = repaired(server, tmp_path / "out")

    assert found.backup == older


def test_a_backup_that_is_other_than_its_checksum_is_passed_over(server: Server, tmp_path: Path) -> None:
    backup = backed_up(server, tmp_path / "out").backup
    damage(server, "items")
    with (backup / LEDGER).open("ab") as file:
        file.write(b"more")

    [found] = repaired(server, tmp_path / "out")

    assert (found.backup, "no backup that can be used" in found.why) == (None, True)


def test_a_backup_from_before_the_ledger_was_put_back_is_passed_over(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    with server.store() as store:
        store.put(Record(RESTORED, LATER.isoformat(), {"at": LATER.isoformat(), "of": NOW.isoformat()}))
    damage(server, "items")

    [found] = repaired(server, tmp_path / "out")

    assert found.backup is None


def test_nothing_is_written_while_the_server_has_the_ledger_and_looking_is_free(
    server: Server, tmp_path: Path
) -> None:
    backed_up(server, tmp_path / "out")
    damage(server, "items")
    damaged = value(server, "items")

    with server.store():
        with pytest.raises(BackupRefusal, match="stop"):
            repaired(server, tmp_path / "out")
        [found] = repaired(server, tmp_path / "out", tried=True)

    assert found.backup
    assert value(server, "items") == damaged


def test_who_does_not_own_the_ledger_and_who_names_no_backup_is_told(server: Server, tmp_path: Path) -> None:
    damage(server, "items")

    with pytest.raises(BackupRefusal, match="另一个用户"):
        repaired(server, tmp_path / "out", user=4711)
    with pytest.raises(NoBackup):
        repaired(server, tmp_path / "out")


def test_a_file_that_is_damaged_itself_is_to_be_restored_whole(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    with (server.folder / LEDGER).open("r+b") as file:
        file.seek(8192)
        file.write(b"\0" * 4096)

    with pytest.raises(BackupRefusal, match=r"恢复|restore|damaged"):
        repaired(server, tmp_path / "out")


def test_a_damaged_form_stops_no_backup(server: Server, tmp_path: Path) -> None:
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        ledger.execute("UPDATE forms SET sealed = x'00' WHERE rowid = (SELECT max(rowid) FROM forms)")

    assert backed_up(server, tmp_path / "out").manifest.cases == 2


def test_the_note_of_its_keys_is_put_back_like_any_other(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        ledger.execute(f"UPDATE records SET body = 'x' || substr(body, 2) WHERE kind = '{SEAL_KEYS}'")

    [found] = repaired(server, tmp_path / "out")

    assert (found.place.key, found.why) == ((SEAL_KEYS, "form"), "")
    assert repaired(server, tmp_path / "out") == ()


def test_what_still_reads_and_is_not_what_was_written_is_put_back(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    whole = value(server, "items")
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        ledger.execute(f"UPDATE items SET body = replace(body, '2026', '2027') WHERE {WHERE['items']}")
    changed = value(server, "items")

    [found] = repaired(server, tmp_path / "out")

    assert changed != whole
    assert found.place.key == (CASE, ITEM)
    assert value(server, "items") == whole
