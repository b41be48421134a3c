"""Answers as the history tells them, whoever said them and whatever rules there were then."""

from typing import Any

from functions.domain.applicant.letters import letters_of
from functions.domain.case.case import Event
from functions.domain.case.told_answers import answer_told
from functions.domain.national.certificates import CERTIFICATES
from schemas.case.answers import Granted, Received, Refused
from schemas.codes import EventKind
from tests.support.make import CALENDAR, CASE_ID, NOW, REFERENCE, done, sent
from tests.support.national import exported, rows_of

# Of which nobody took note before texts were held to one rule.
OLD = "\u200f示例1号"
ITEM = "identity_card"


def event(kind: EventKind, **detail: Any) -> Event:
    return Event(CASE_ID, f"event/{kind}", NOW, kind, ITEM, detail=detail)


def answered(kind: str, **fields: Any) -> Event:
    whole = {"type": kind, "reference": REFERENCE, "item": ITEM, "round": 1, "at": NOW.isoformat(), **fields}
    return event(EventKind.ANSWERED, answer=whole)


def test_an_offices_word_is_read_as_it_was_kept() -> None:
    told = answer_told(answered("received", receipt=OLD), REFERENCE)

    assert isinstance(told, Received)
    assert told.receipt == OLD


def test_what_an_operator_entered_is_in_the_words_of_an_answer() -> None:
    granted = {"outcome": "granted", "result": {"document": OLD}}

    told = answer_told(event(EventKind.SETTLED, decision=granted), REFERENCE)
    righted = answer_told(
        event(EventKind.OVERRIDDEN, decision={"outcome": "refused", "reason": OLD}), REFERENCE
    )

    assert isinstance(told, Granted)
    assert (told.reference, told.item, told.at, told.result.document) == (REFERENCE, ITEM, NOW, OLD)
    assert isinstance(righted, Refused)


def test_an_event_that_tells_no_answer_tells_none() -> None:
    assert answer_told(event(EventKind.DISPATCHED, round=1), REFERENCE) is None
    assert answer_told(event(EventKind.OVERRIDE_PROPOSED, decision={"outcome": "refused"}), REFERENCE) is None


def test_one_old_line_keeps_no_letter_and_no_certificate_back() -> None:
    paper = {"document": OLD, "number": "1", "delivery": "window"}

    assert [one.kind for one in letters_of(sent(ITEM), [answered("received", receipt=OLD)], CALENDAR)] == [
        "receipt"
    ]
    assert len(rows_of(CERTIFICATES, exported(done(ITEM), answered("granted", result=paper)))) == 1
