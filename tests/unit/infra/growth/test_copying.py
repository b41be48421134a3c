"""A copied case is one that the store itself would have written."""

import base64
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from functions.adapters.case_store.sealed import SealedTexts
from functions.adapters.sealing import Seal
from functions.domain.case.case import Change
from functions.ports.case_store import Opening, Record
from infra.embedded.case_store.store import SqliteCaseStore
from infra.growth.copying import CaseTemplate, Copy, reference_of_number
from schemas.codes import ItemStatus
from tests.support.fakes.clock import FakeClock
from tests.support.make import with_flat
from tests.support.openings import application, opening

COPY = Copy(
    case_id="11111111-0000-4000-8000-000000000001",
    reference=reference_of_number(1, date(2025, 3, 2)),
    subject="growth-1",
    id_number="440103198001010035",
    born=date(1980, 1, 1),
    city="440300",
    county="440305",
    earlier=timedelta(days=400),
)
CLOCK = FakeClock()
SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))
WRITTEN = ("cases", "items", "events", "keys", "records", "forms")


def person_key(id_number: str) -> str:
    return f"key-of-{id_number[-4:]}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A case of which an office has said something that is sealed, and whose person is known."""
    kind = f"person/{person_key(application().person.id_number)}"
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as made:
        store = SealedTexts(made, SEAL)
        case = opening().ledger.case
        store.create(replace(opening(), person=Record(kind, "-", {"cases": [case.id]})))
        item = with_flat(store.ledger(case.id).item("discharge_report"), status=ItemStatus.ACCEPTED)
        store.commit(Change(items=(with_flat(item, reason="说明", office="office-1", city=case.city),)))
    return tmp_path / "ledger.db"


def copied(path: Path, copy: Copy = COPY) -> SqliteCaseStore:
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = CaseTemplate(
            connection, opening().ledger.case.id, seal=SEAL, person_key=person_key
        ).written_as(copy)
        for table in WRITTEN:
            for row in rows[table]:
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    return SqliteCaseStore(path, seal=SEAL, clock=CLOCK)


def test_a_copy_is_read_as_a_case_of_its_own(path: Path) -> None:
    with closing(copied(path)) as store:
        ledger = SealedTexts(store, SEAL).ledger(COPY.case_id)
        person = store.application(COPY.case_id).person

    assert (ledger.case.id, ledger.case.reference) == (COPY.case_id, COPY.reference)
    assert (ledger.case.city, ledger.case.county, ledger.case.applicant) == ("440300", "440305", "growth-1")
    assert ledger.case.opened_at == opening().ledger.case.opened_at - COPY.earlier
    assert (person.id_number, person.birth_date) == (COPY.id_number, COPY.born)
    assert ledger.item("discharge_report").reason == "说明"


def test_a_copys_rows_are_those_that_the_store_would_have_written(path: Path, tmp_path: Path) -> None:
    with (
        closing(copied(path)) as store,
        closing(SqliteCaseStore(tmp_path / "other.db", seal=SEAL, clock=CLOCK)) as other,
    ):
        ledger = store.ledger(COPY.case_id)
        events = store.events(COPY.case_id, limit=9).entries
        person = store.record(f"person/{person_key(COPY.id_number)}", "-")
        assert person is not None
        other.create(
            Opening(
                ledger,
                store.application(COPY.case_id),
                events,
                f"growth/{COPY.case_id}",
                "digest",
                replace(person, version=0),
            )
        )

    assert rows(path) == rows(tmp_path / "other.db")


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Of the copy, but its form, which is sealed otherwise each time."""
    asked = {
        "cases": "id = ?1",
        "items": "case_id = ?1",
        "events": "case_id = ?1",
        "keys": "case_id = ?1",
        "records": "body LIKE '%' || ?1 || '%'",
    }
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table} WHERE {where}", (COPY.case_id,)))
            for table, where in asked.items()
        }


def test_the_original_stays_as_it_was(path: Path) -> None:
    with closing(copied(path)) as store:
        assert store.ledger(opening().ledger.case.id).case == opening().ledger.case


def test_references_of_numbers_are_well_formed_and_differ() -> None:
    made = {reference_of_number(number, date(2026, 11, 29)) for number in range(200)}

    assert len(made) == 200
    assert {len(one) for one in made} == {17}
