from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.adapters.codec import as_read, decode, encode, stamp
from functions.adapters.flat_items import FlatItem, grouped
from functions.domain.case.case import Case, Event
from functions.domain.case.item import CaseItem, Wait
from functions.domain.case.parts import Incident, ItemClock, Trouble
from schemas.case.answers import ANSWER, Answer
from schemas.codes import AnswerType, CaseStatus, Department, EventKind, ItemStatus, Outcome
from tests.support.each import each

CHINA = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)
LONG_AGO = datetime(2000, 1, 2, tzinfo=UTC)
FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)

instants = st.datetimes(
    min_value=LONG_AGO.replace(tzinfo=None),
    max_value=FAR_OFF.replace(tzinfo=None),
    timezones=st.sampled_from([UTC, CHINA, timezone(timedelta(hours=-5))]),
)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
numbers = st.integers(0, 10_000)
maybe_at = st.none() | instants
maybe_text = st.none() | texts
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)

REASON = {"reason": "理由"}
SAID: dict[AnswerType, dict[str, Any]] = {
    AnswerType.CORRECTION_REQUESTED: {"missing": [{"name": "户口簿", "reason": "缺首页"}]},
    AnswerType.EXTENDED: {"reason": "案情复杂", "working_days": 10},
    AnswerType.GRANTED: {
        "result": {"document": "居民身份证", "valid_until": "2036-11-24", "delivery": "window"}
    },
    AnswerType.REFUSED: REASON,
    AnswerType.NOT_ACCEPTED: REASON,
    AnswerType.SUSPENDED: REASON,
    AnswerType.PROBLEM: REASON,
}


def answer(kind: AnswerType, at: datetime) -> Answer:
    whole = {"type": kind, "reference": "TY26112400000001X", "item": "identity_card", "round": 1, "at": at}
    return ANSWER.validate_python({**whole, **SAID.get(kind, {})}, strict=False)


answers = st.builds(answer, st.sampled_from(AnswerType), instants)
cases = st.builds(
    Case,
    texts,
    texts,
    texts,
    texts,
    maybe_text,
    texts,
    st.sampled_from(CaseStatus),
    instants,
    run=numbers,
    closed_at=maybe_at,
    check_at=maybe_at,
    checks=numbers,
    version=numbers,
)
items = st.builds(
    FlatItem,
    texts,
    texts,
    st.sampled_from(Department),
    st.sampled_from(ItemStatus),
    instants,
    after=st.lists(texts, max_size=3).map(tuple),
    due_at=maybe_at,
    extended=st.booleans(),
    receipt=maybe_text,
    answer=st.none() | answers,
    outcome=st.none() | st.sampled_from(Outcome),
    reason=maybe_text,
    follow_up_at=maybe_at,
    withdrawal_not_before=maybe_at,
    files_not_before=maybe_at,
    notice_not_before=maybe_at,
    wait=st.none() | st.builds(Wait, texts, texts, numbers, instants),
    trouble=st.none() | st.builds(Trouble, texts, instants, numbers, maybe_at),
    incident=st.none() | st.builds(Incident, texts, texts, texts, instants),
    check_at=maybe_at,
    version=numbers,
).map(grouped)
events = st.builds(
    Event,
    texts,
    texts,
    instants,
    st.sampled_from(EventKind),
    maybe_text,
    texts,
    st.dictionaries(texts, json_values, max_size=3),
)


@pytest.mark.slow
@settings(deadline=None)
@given(cases | items | events)
def test_what_is_written_is_read_again(value: Case | CaseItem | Event) -> None:
    kinds: dict[type[Any], type[Any]] = {kind: kind for kind in (Case, CaseItem, Event)}
    written: Any = value

    text = encode(value)

    assert decode(kinds[type(value)], text) == as_read(written, text) == value


@each("kind", AnswerType)
def test_every_type_of_answer_comes_back_as_itself(kind: AnswerType) -> None:
    item = CaseItem(
        "c", "identity_card", Department.PUBLIC_SECURITY, ItemStatus.DONE, AT, answer=answer(kind, AT)
    )

    read = decode(CaseItem, encode(item))

    assert read.answer == item.answer
    assert type(read.answer) is type(item.answer)


def test_an_answer_that_was_taken_under_an_older_rule_is_read_as_it_stands() -> None:
    said = answer(AnswerType.REFUSED, AT).model_copy(update={"reason": "不符\x1b合\u202e条件"})
    item = CaseItem("c", "identity_card", Department.PUBLIC_SECURITY, ItemStatus.DONE, AT, answer=said)

    assert decode(CaseItem, encode(item)).answer == said


def test_instants_are_written_in_utc() -> None:
    event = Event("c", "key", AT, EventKind.ANSWERED, detail={"at": AT})

    assert '"at":"2026-11-24T01:00:00+00:00"' in encode(event)
    assert decode(Event, encode(event)).detail == {"at": "2026-11-24T01:00:00+00:00"}


def test_instants_of_an_item_are_written_in_utc_too() -> None:
    item = CaseItem("c", "identity_card", Department.PUBLIC_SECURITY, ItemStatus.DONE, AT)

    assert '"since":"2026-11-24T01:00:00' in encode(item)
    assert decode(CaseItem, encode(item)).since.utcoffset() == timedelta(0)


@pytest.mark.parametrize("zone", [UTC, CHINA])
def test_what_was_written_is_known_as_it_will_be_read_in_utc(zone: timezone) -> None:
    item = CaseItem("c", "identity_card", Department.PUBLIC_SECURITY, ItemStatus.DONE, AT.astimezone(zone))

    known = as_read(item, encode(item))

    assert known == item
    assert known.since.utcoffset() == timedelta(0)


def test_an_item_s_instant_without_an_offset_is_refused() -> None:
    item = CaseItem(
        "c",
        "identity_card",
        Department.PUBLIC_SECURITY,
        ItemStatus.DONE,
        AT,
        clock=ItemClock(due_at=AT.replace(tzinfo=None)),
    )

    with pytest.raises(ValueError, match="offset"):
        encode(item)


def test_what_is_at_its_default_is_not_written() -> None:
    item = CaseItem("c", "identity_card", Department.PUBLIC_SECURITY, ItemStatus.DONE, LONG_AGO)

    assert encode(item) == (
        '{"case_id":"c","code":"identity_card","department":"public_security","status":"done",'
        '"since":"2000-01-02T00:00:00Z"}'
    )


def test_chinese_is_written_as_it_is() -> None:
    assert "理由" in encode(Event("c", "key", AT, EventKind.ANSWERED, detail={"reason": "理由"}))


@pytest.mark.slow
@settings(deadline=None)
@given(instants, instants)
def test_stamps_sort_as_their_instants_do(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)
    assert len(stamp(one)) == len(stamp(other))


@each(
    "detail, error",
    [
        ({"at": AT.replace(tzinfo=None)}, ValueError),
        ({"x": float("nan")}, ValueError),
        ({"x": {1, 2}}, TypeError),
    ],
)
def test_what_has_no_place_in_the_ledger_is_refused(detail: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        encode(replace(Event("c", "key", AT, EventKind.ANSWERED), detail=detail))
