"""A ledger of any size, from a few originals: what each copy is of, whose, where and when, follows from its number."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

from functions.adapters.outward.secrets import FORM
from functions.adapters.person_key import person_key
from functions.adapters.sealing import Seal
from infra.embedded.case_store.schema import connect
from infra.embedded.secrets import LEDGER, FileSecrets
from infra.growth.copying import CaseTemplate, Copy, Written, reference_of_number
from infra.growth.people import applicant, born, place_of_copy, scattered, subject_of_copy

# Of what is closed, and of what is open: what is copied how often.
_CLOSED = ("closed",) * 17 + ("closed_all",) * 2 + ("closed_at_desk",)
_OPEN = ("open",) * 9 + ("stuck",)
_DAYS = 730
# What is worked on at one time does not grow with a ledger's age; how much that may be is measured by `make bench`.
OPEN_CASES = 500
_AT_ONCE = 1_000
# While it is filled nobody relies on it.
_QUICK = (
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA foreign_keys=OFF"
)
_COLUMNS: Mapping[str, int] = {"cases": 11, "items": 13, "events": 4, "keys": 4, "records": 5, "forms": 2}


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """`number` of `count` copies: of the original `kind`."""

    number: int
    kind: str
    copy: Copy


def is_open(number: int, *, count: int, open_cases: int = OPEN_CASES) -> bool:
    """So many of them, or half of a smaller ledger."""
    wanted = min(open_cases, count // 2)
    every = count // wanted
    return number % every == 0 and number // every < wanted


def original_of(number: int, *, count: int, open_cases: int = OPEN_CASES) -> str:
    """Of which original it is a copy: known without the rest of it, which takes ten times as long."""
    kinds = _OPEN if is_open(number, count=count, open_cases=open_cases) else _CLOSED
    return kinds[scattered(number) % len(kinds)]


def planned(number: int, *, count: int, today: date, open_cases: int = OPEN_CASES) -> CopyPlan:
    """Ids in ascending order, so that a table is written from its beginning to its end."""
    opened, chance = is_open(number, count=count, open_cases=open_cases), scattered(number)
    kinds = _OPEN if opened else _CLOSED
    earlier = timedelta(0) if opened else timedelta(days=1 + chance // len(kinds) % _DAYS)
    where = place_of_copy(number, of=count)
    copy = Copy(
        case_id=case_id(number, count=count),
        reference=reference_of_number(number, today - earlier),
        subject=subject_of_copy(number),
        id_number=applicant(number).id_number,
        born=born(number),
        city=where.city,
        county=where.county,
        earlier=earlier,
    )
    return CopyPlan(number, original_of(number, count=count, open_cases=open_cases), copy)


def case_id(number: int, *, count: int) -> str:
    first, rest = number * (1 << 32) // count, scattered(-number)
    whole = f"{first:08x}4{scattered(number):016x}{rest:016x}"
    return f"{whole[:8]}-{whole[9:13]}-4{whole[13:16]}-8{whole[16:19]}-{whole[19:31]}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """The form's keys, read once and not for each case."""

    form: tuple[str, ...]

    def keys(self, _name: str) -> tuple[str, ...]:
        return self.form


def fill_ledger(
    folder: Path,
    originals: Path,
    made: Mapping[str, str],
    *,
    count: int,
    today: date,
    open_cases: int = OPEN_CASES,
) -> None:
    """`folder` becomes a server's, with the keys of `originals` and `count` cases more than are there."""
    shutil.copytree(originals, folder)
    secrets = FileSecrets(folder / "secrets.json")
    keys = secrets.keys(FORM)
    seal, key = Seal(lambda: keys), person_key(_Kept(keys))
    with closing(connect(folder / LEDGER)) as connection:
        copied = {
            name: CaseTemplate(connection, made[name], seal=seal, person_key=key)
            for name in {*_CLOSED, *_OPEN}
        }
        for statement in _QUICK.split(";"):
            connection.execute(statement)
        plans = (planned(number, count=count, today=today, open_cases=open_cases) for number in range(count))
        with _indexes_afterwards(connection):
            connection.execute("BEGIN")
            while batch := list(islice(plans, _AT_ONCE)):
                _write(connection, [copied[plan.kind].written_as(plan.copy) for plan in batch])
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")
    _write_out(folder / LEDGER)


@contextmanager
def _indexes_afterwards(connection: sqlite3.Connection) -> Iterator[None]:
    """Sorted once and written from beginning to end, not with each row wherever it belongs."""
    words = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(words).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, made in indexes:
        connection.execute(made)


def _write_out(ledger: Path) -> None:
    """To the disk, or a server's first writes would wait until gigabytes of these were there."""
    with ledger.open("rb") as file:
        os.fsync(file.fileno())


def _write(connection: sqlite3.Connection, copies: Sequence[Written]) -> None:
    for table, columns in _COLUMNS.items():
        marks = ", ".join("?" * columns)
        rows = chain.from_iterable(rows[table] for rows in copies)
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
