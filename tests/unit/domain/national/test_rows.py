import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.case.facts import Rating
from functions.domain.case.parts import Limit
from functions.domain.national.codes import LIMIT_UNIT, RESULT_TYPE, result_type
from functions.domain.national.export import Row, Span, facts, is_exported
from functions.domain.national.rows import result_row
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import TimeLimit, Unit
from schemas.codes import EventKind, Outcome, Role
from schemas.codes_citizen import RatingLevel
from tests.support.each import each
from tests.support.make import NOW, REFERENCE, answer, done, item, ledger, sent, service_check
from tests.support.national import (
    EDITION,
    EVERYTHING,
    PLAIN,
    event,
    exported,
    granted,
    guid_of,
    objections,
    rows_of,
    tables,
    told,
)

CODE = "11440106007508683Q4442106043001"
LATER = NOW + timedelta(hours=1)
PERSONAL = ("测试甲", "440106200301010010", "10000000001")
ADDRESS = "广东省广州市天河区示例路1号"
OF_A_PERSON = (
    "applyer_name", "applyer_page_code", "contact_name", "contact_code", "contact_mobile", "address",
)  # fmt: skip


def accepted(one: Any = None, span: Span = EVERYTHING, **changes: Any) -> Row:
    (row,) = rows_of("up_pro_accept", exported(one, **changes), span)
    return row


def result(one: Any, *events: Any) -> Row:
    (row,) = rows_of("up_pro_result", exported(one, *events))
    return row


def test_what_no_office_ever_had_is_no_case_of_any_office() -> None:
    never = done(outcome=Outcome.BLOCKED, round=0)
    stuck, heard = item(round=1), item(round=1, heard_at=NOW)

    assert [is_exported(one) for one in (sent(), done(), heard, item(), never, stuck, service_check())] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip


def test_an_accepted_case_has_every_column_of_its_table() -> None:
    row = accepted()

    assert objections("up_pro_accept", row) == []
    assert row["applyer_name"] == row["contact_name"] == "测**"
    personal = ("applyer_page_code", "contact_code", "contact_mobile", "address")
    assert [name for name in personal if row[name] is None] == []
    assert (row["task_name"], row["org_name"]) == ("居民身份证申领", "广州市公安局天河区分局")
    assert (row["applyer_type"], row["accept_doc_no"], row["local_reference"]) == ("1", "SJ-1", REFERENCE)
    assert row["project_name"] == f"居民身份证申领（{REFERENCE}）"
    assert (row["cd_batch"], row["cd_time"]) == (EVERYTHING.number, "2026-12-24 10:00:00")


def test_times_are_local_so_that_what_was_asked_at_seven_is_not_of_the_day_before() -> None:
    at = datetime(2026, 11, 23, 23, 0, 30, 999, tzinfo=UTC)
    one = granted(accepted_at=at)

    row = accepted(one, ledger=ledger(one, opened_at=at))

    assert row["apply_date"] == row["accept_date"] == "2026-11-24 07:00:30"


@each(
    "told_of, code",
    [
        ({"channel": "window"}, "1"),
        ({"channel": "government_portal"}, "2"),
        ({"channel": "yue_sheng_shi"}, "3"),
        ({}, "1"),
    ],
)
def test_the_channel_is_told_by_its_code(told_of: dict[str, str], code: str) -> None:
    assert accepted(submitted=told_of)["apply_type"] == code


def test_a_channel_that_was_not_kept_is_pending() -> None:
    whole = exported()
    events = tuple(replace(one, actor=Role.APPLICANT.value, detail={}) for one in whole.events)

    for row in (accepted(events=events), accepted(events=())):
        assert row["apply_type"] is None
        assert "apply_type" in row["pending"]


def test_the_edition_is_ours_and_no_version_of_the_item() -> None:
    row = accepted()

    assert (row["task_version"], row["local_edition"]) == (None, "2026-11")
    assert "task_version" in row["pending"]


def test_without_a_confirmed_code_there_is_no_number_and_the_row_says_so() -> None:
    row = accepted()

    assert (row["project_no"], row["task_code"], row["org_code"]) == (None, None, None)
    assert {"project_no", "task_code", "catalog_code", "org_code", "project_type"} <= set(row["pending"])


def test_a_confirmed_code_gives_office_and_item() -> None:
    row = accepted(code=CODE, number=f"{CODE}202611240001")

    assert (row["project_no"], row["task_code"]) == (f"{CODE}202611240001", CODE)
    assert (row["org_code"], row["catalog_code"]) == ("11440106007508683Q", "442106043001")
    assert not {"project_no", "task_code", "catalog_code", "org_code"} & set(row["pending"])
    assert objections("up_pro_accept", row) == []


def test_personal_values_are_masked_unless_asked_for() -> None:
    one = exported(None, told("refused", reason="测试甲的材料不符"))

    masked = json.dumps(list(tables(one)), ensure_ascii=False)
    shown = accepted(span=PLAIN)

    assert not any(value in masked for value in PERSONAL)
    assert [accepted()[name] for name in OF_A_PERSON] == [
        "测**", "440*************10", "测**", "440*************10", "100******01", "广东省广州市****",
    ]  # fmt: skip
    name, number, phone = PERSONAL
    assert [shown[one] for one in OF_A_PERSON] == [name, number, name, number, phone, ADDRESS]


def test_the_offices_words_and_a_documents_number_are_told_whole_only_where_asked_for() -> None:
    refused = exported(done("identity_card", Outcome.REFUSED, reason="测试甲的材料不符"))
    one = exported(granted())

    explained = [rows_of("up_pro_result", refused, span)[0]["result_explain"] for span in (EVERYTHING, PLAIN)]
    numbers = [rows_of("up_pro_result", one, span)[0]["result_cetr_no"] for span in (EVERYTHING, PLAIN)]

    assert explained == [None, "测试甲的材料不符"]
    assert numbers == ["440*************10", "440106200301010010"]


@each(
    "one",
    [
        sent("identity_card"),
        done("identity_card", Outcome.NOT_ACCEPTED),
        done("identity_card", Outcome.WITHDRAWN),
        done("identity_card", Outcome.LAPSED),
    ],
)
def test_what_was_not_accepted_has_no_row_of_the_accepted_cases(one: Any) -> None:
    assert rows_of("up_pro_accept", exported(one)) == []


@pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.REFUSED])
def test_what_was_decided_without_a_word_of_acceptance_has_its_row_and_the_day_is_pending(
    outcome: Outcome,
) -> None:
    row = accepted(done("identity_card", outcome))

    assert row["accept_date"] is None
    assert "accept_date" in row["pending"]


def test_what_went_to_another_office_after_its_acceptance_keeps_its_row_without_the_day() -> None:
    (row,) = rows_of("up_pro_accept", exported(sent("identity_card"), told("accepted")))

    assert row["accept_date"] is None
    assert "accept_date" in row["pending"]


def test_what_an_earlier_batch_told_is_an_update_and_what_is_new_an_insertion() -> None:
    one = exported(granted(decided_at=LATER, since=LATER), told("accepted"), told("granted", hours=1))

    first, next_ = list(tables(one)), list(tables(one, Span(NOW, EVERYTHING.until)))

    assert {row["cd_operation"] for _, row in first} == {"I"}
    assert {table: row["cd_operation"] for table, row in next_} == {
        "up_pro_accept": "U",
        "up_pro_result": "I",
        "up_pro_process": "I",
        "up_lic_data": "I",
    }


def test_what_an_office_dates_back_is_new_to_the_batch_in_which_it_says_so() -> None:
    one = exported(granted(accepted_at=NOW, decided_at=LATER), told("accepted", hours=0.5))
    span = Span(NOW + timedelta(minutes=10), EVERYTHING.until)

    (row,) = rows_of("up_pro_accept", one, span)

    assert (row["cd_operation"], row["accept_date"]) == ("I", "2026-11-24 10:00:00")


def test_a_batch_ends_where_the_next_begins() -> None:
    one = exported(granted(decided_at=LATER, since=LATER), told("received"), told("granted", hours=1))
    before, after = Span(None, NOW), Span(NOW, LATER)

    counts = [len(rows_of("up_pro_process", one, span)) for span in (before, after)]

    assert counts == [2, 1]
    assert result_row(one, before) is None
    assert result_row(one, Span(None, LATER)) is not None
    assert [one.belongs_to(span) for span in (before, after, Span(LATER, LATER + timedelta(1)))] == [
        True, True, False,
    ]  # fmt: skip


@each("outcome", sorted(RESULT_TYPE))
def test_every_outcome_of_an_office_has_its_code(outcome: Outcome) -> None:
    row = result(done("identity_card", outcome))

    assert (row["result_type"], row["local_outcome"]) == (RESULT_TYPE[outcome], outcome.value)
    assert objections("up_pro_result", row) == []


def test_what_an_operator_ended_is_no_withdrawal_of_the_applicants() -> None:
    withdrawn = done("identity_card", Outcome.WITHDRAWN)

    ended = result(withdrawn, event(EventKind.ABANDONED, hours=1))
    asked = result(withdrawn, event(EventKind.WITHDRAWN, hours=1))

    assert (ended["result_type"], ended["local_outcome"]) == (None, "abandoned")
    assert "result_type" in ended["pending"]
    assert (asked["result_type"], asked["local_outcome"]) == ("2", "withdrawn")


def test_a_grant_with_a_document_is_another_result_than_one_without() -> None:
    plain = answer("granted", "identity_card", result={"document": "登记"})

    row = result(granted())

    assert result_type(Outcome.GRANTED, plain) == "6"
    assert (row["result_type"], row["result_cetr_name"]) == ("0", "居民身份证")
    assert row["result_date"] == "2026-11-24 10:00:00"
    assert result(granted(answer=plain))["result_cetr_name"] is None


@each("delivery, code", [("post", "1"), ("window", "0"), ("e_certificate", "0"), ("none", "0")])
def test_only_a_parcel_is_told_as_a_parcel(delivery: str, code: str) -> None:
    given = answer("granted", "identity_card", result={"document": "居民身份证", "delivery": delivery})

    assert result(granted(answer=given))["is_delivery_results"] == code


def test_satisfaction_is_told_in_the_national_direction() -> None:
    rating = Rating(RatingLevel.VERY_DISSATISFIED, (), NOW, LATER)

    assert result(granted(rating=rating))["satisfaction"] == "5"
    assert LATER in facts(granted(rating=rating))


def limited(kind: str) -> Edition:
    """The edition, with one confirmed limit of that kind for the identity card."""
    limit = TimeLimit.model_validate_json(
        json.dumps(
            {"value": 20, "status": "confirmed", "unit": "working_day", "kind": kind, "source": "L-ID"}
        )
    )
    card = EDITION.item("identity_card").model_copy(update={"time_limits": (limit,)})
    items = tuple(card if one.code == card.code else one for one in EDITION.items)
    return EDITION.model_copy(update={"items": items})


@pytest.mark.parametrize(
    ("kind", "promise", "project_type"), [("promised", "2026-12-22 10:00:00", "2"), ("statutory", None, None)]
)
def test_only_a_promised_limit_is_a_promise(kind: str, promise: str | None, project_type: str | None) -> None:
    one = granted(limit=Limit(20, Unit.WORKING_DAY))

    row = accepted(one, edition=limited(kind))

    assert (row["promise_date"], row["project_type"]) == (promise, project_type)


def test_an_estimate_is_no_promise() -> None:
    one = granted(limit=Limit(20, Unit.WORKING_DAY), due_provisional=True)

    assert accepted(one, edition=limited("promised"))["promise_date"] is None


def test_a_limit_carries_its_unit() -> None:
    row = accepted(granted(limit=Limit(60, Unit.NATURAL_DAY)))

    assert (row["local_limit"], row["local_limit_unit"], row["promise_date"]) == (60, "2", None)
    assert set(LIMIT_UNIT) == set(Unit)


def test_the_same_facts_give_the_same_rows() -> None:
    one = exported(None, told("received"), told("granted", hours=2))

    assert list(tables(one)) == list(tables(one))
    guids = [guid_of(row) for _, row in tables(one)]
    assert len(set(guids)) == len(guids)


def test_an_item_that_the_edition_has_lost_is_exported_by_its_code() -> None:
    one = exported(done("old_item", accepted_at=NOW))

    (row,) = rows_of("up_pro_accept", one)

    assert (row["task_name"], row["project_type"]) == ("old_item", None)
    assert rows_of("up_pro_material", one) == []


@each(
    "code, deemed, said",
    [
        ("driving_licence", True, "law"),
        ("identity_card", True, "practice"),
        ("identity_card", False, None),
    ],
)
def test_an_acceptance_that_no_office_spoke_says_whether_it_is_law(
    code: str, deemed: bool, said: str | None
) -> None:
    one = replace(granted(deemed_accepted=deemed), code=code)

    assert accepted(one)["local_deemed"] == said


def test_all_times_of_an_item_tell_that_something_of_it_changed() -> None:
    times = [NOW + timedelta(hours=number) for number in range(6)]
    since, sent_at, accepted_at, heard_at, decided_at, rated = times
    rating = Rating(RatingLevel.SATISFIED, (), at=NOW, changed_at=rated)
    one = done(
        since=since,
        sent_at=sent_at,
        accepted_at=accepted_at,
        heard_at=heard_at,
        decided_at=decided_at,
        rating=rating,
    )

    assert sorted(facts(one)) == times
