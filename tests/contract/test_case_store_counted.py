"""The ledger in SQLite counts what it has written, and tells in words what an operator has to look at."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from functions.domain.case.case import Change, Event
from functions.domain.errors import DuplicateEvent
from functions.telemetry.lines import Count, count_into
from infra.embedded.case_store.told import ToldSqliteStore
from schemas.codes import EventKind
from tests.contract.stores import CLOCK, SEAL
from tests.support.openings import NOW, opening


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ToldSqliteStore]:
    with closing(ToldSqliteStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as made:
        yield made


@pytest.fixture
def counted() -> Iterator[Counter[str]]:
    found: Counter[str] = Counter()

    def count(one: Count) -> None:
        found.update(
            {f"{name} {one.department} {one.city}": int(number) for name, number in one.numbers.items()}
        )

    count_into(count)
    yield found
    count_into(None)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def change(kind: EventKind, key: str, **detail: Any) -> Change:
    ledger = opening().ledger
    item = ledger.items[1]
    return Change(items=(item,), events=(Event(ledger.case.id, key, NOW, kind, item.code, "", detail),))


def test_a_case_is_counted_once_and_told_by_no_line(
    store: ToldSqliteStore, counted: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    store.create(opening())
    store.create(opening())
    store.create(opening(2, key=opening().key))

    assert counted == {f"Submissions None {opening().ledger.case.city}": 1}
    assert lines(capsys) == []


def test_an_incident_is_counted_and_has_its_line(
    store: ToldSqliteStore, counted: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    store.create(opening())

    store.commit(change(EventKind.INCIDENT, "incident/1", error="DepartmentRefusedPayload", note="测试甲"))

    assert (
        sum(number for name, number in counted.items() if name.startswith("Incidents human_resources")) == 1
    )
    [line] = lines(capsys)
    assert (line["message"], line["error"], line["item"]) == (
        "incident",
        "DepartmentRefusedPayload",
        "social_insurance",
    )
    assert "测试甲" not in json.dumps(line, ensure_ascii=False)


def test_what_was_not_written_is_not_counted(store: ToldSqliteStore, counted: Counter[str]) -> None:
    store.create(opening())
    store.commit(change(EventKind.OVERDUE, "overdue/1"))
    before = dict(counted)

    with pytest.raises(DuplicateEvent):
        store.commit(change(EventKind.OVERDUE, "overdue/1"))

    assert counted == before
