"""An acknowledged submission or answer that is not in the ledger is found."""

import base64
from contextlib import closing
from pathlib import Path

import pytest

from functions.adapters.sealing import Seal
from functions.domain.case.case import Change, Event
from infra.embedded.case_store.store import SqliteCaseStore
from infra.load.kept import lost
from infra.load.steps import LoadAnswer
from schemas.codes import EventKind
from tests.support.fakes.clock import FakeClock
from tests.support.openings import NOW, opening

SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with closing(SqliteCaseStore(path, seal=SEAL, clock=FakeClock())) as store:
        case = opening().ledger.case
        store.create(opening(key="citizen-7/growth-7"))
        key = "answer/veterans_affairs/discharge_report/growth/3"
        store.commit(Change(events=(Event(case.id, key, NOW, EventKind.ANSWERED, "discharge_report"),)))
    return path


def test_what_is_there_is_not_lost(ledger: Path) -> None:
    taken = (
        LoadAnswer("submission", "growth-7", 1, 202, None),
        LoadAnswer("webhook", "growth/3", 1, 200, None),
    )

    assert lost(ledger, taken) == ()


def test_what_was_acknowledged_and_is_not_there_is_lost(ledger: Path) -> None:
    taken = (
        LoadAnswer("submission", "growth-8", 1, 202, None),
        LoadAnswer("webhook", "growth/4", 1, 200, None),
    )

    assert lost(ledger, taken) == ("growth-8", "growth/4")


def test_what_was_refused_or_never_answered_was_never_acknowledged(ledger: Path) -> None:
    taken = (LoadAnswer("submission", "growth-8", 1, 503, "5"), LoadAnswer("webhook", "growth/4", 1, 0, None))

    assert lost(ledger, (*taken, LoadAnswer("page", "", 1, 200, None))) == ()
