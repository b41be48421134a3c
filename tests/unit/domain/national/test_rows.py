import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import Event
from functions.domain.case.facts import Rating
from functions.domain.case.item import CaseItem, Limit
from functions.domain.national.codes import LIMIT_UNIT, RESULT_TYPE, result_type
from functions.domain.national.export import Exported, Row, Span, facts, is_exported
from functions.domain.national.history import material_rows, process_rows, special_rows
from functions.domain.national.rows import accept_row, result_row
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import Unit
from schemas.codes import EventKind, Outcome, Role
from schemas.codes_citizen import RatingLevel
from tests.support.make import CASE_ID, NOW, REFERENCE, answer, done, item, ledger, sent, service_check
from tests.support.world import application

EDITION = load_edition(CURRENT)
CODE = "11440106007508683Q4442106043001"
LATER = NOW + timedelta(hours=1)
EVERYTHING = Span(None, NOW + timedelta(days=30))
FIELDS = {
    *(
        "project_no",
        "task_code",
        "task_handle_item",
        "catalog_code",
        "task_name",
        "task_version",
        "project_name",
    ),
    *("apply_date", "apply_type", "applyer_name", "applyer_type", "applyer_page_type", "applyer_page_code"),
    *("contact_name", "contact_type", "contact_code", "contact_mobile", "address", "zip_code", "legal"),
    *("org_code", "org_name", "handle_user_name", "accept_date", "accept_doc_no", "project_type"),
    *("promise_date", "data_source", "cd_operation", "cd_batch", "cd_time", "row_guid"),
}
PERSONAL = ("测试甲", "440106200301010010", "10000000001")


def event(kind: EventKind, *, hours: float = 0, code: str = "identity_card", **detail: Any) -> Event:
    at = NOW + timedelta(hours=hours)
    return Event(CASE_ID, f"{kind.value}/{code}/{hours}", at, kind, code, detail=detail)


def said(kind: str, *, hours: float = 0, code: str = "identity_card", **fields: Any) -> Event:
    whole = answer(kind, code, **fields).model_dump(mode="json", exclude_none=True)
    return event(EventKind.ANSWERED, hours=hours, code=code, answer=whole)


def exported(one: CaseItem | None = None, *events: Event, **changes: Any) -> Exported:
    given = one or granted()
    submitted = Event(CASE_ID, "submitted", NOW, EventKind.SUBMITTED, actor=Role.CLERK.value)
    whole = Exported(
        ledger=ledger(given),
        item=given,
        events=(submitted, event(EventKind.DISPATCHED, code=given.code), *events),
        application=application(),
        edition=EDITION,
        office="广州市公安局天河区分局",
        code=None,
    )
    return replace(whole, **changes)


def granted(**changes: Any) -> CaseItem:
    given = answer("granted", "identity_card", result={"document": "居民身份证", "number": "440106200301010010",
                                                       "delivery": "window"})  # fmt: skip
    return done("identity_card", answer=given, accepted_at=NOW, receipt="SJ-1", **changes)


def test_what_no_office_ever_had_is_no_case_of_any_office() -> None:
    never = done(outcome=Outcome.BLOCKED, round=0)

    assert [is_exported(one) for one in (sent(), done(), item(), never, service_check())] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_an_accepted_case_has_every_field_of_the_national_table_in_its_own_name() -> None:
    row = accept_row(exported(), EVERYTHING)

    assert set(row) >= FIELDS
    assert (row["task_name"], row["org_name"]) == ("居民身份证申领", "广州市公安局天河区分局")
    assert (row["apply_type"], row["applyer_type"], row["accept_doc_no"]) == ("1", "1", "SJ-1")
    assert row["apply_date"] == row["accept_date"] == "2026-11-24T02:00:00+00:00"
    assert row["local_reference"] == REFERENCE


def test_without_a_confirmed_code_there_is_no_number_and_the_row_says_so() -> None:
    row = accept_row(exported(), EVERYTHING)

    assert (row["project_no"], row["task_code"], row["org_code"]) == (None, None, None)
    assert {"project_no", "task_code", "catalog_code", "org_code", "project_type"} <= set(row["pending"])


def test_a_confirmed_code_gives_office_and_item() -> None:
    row = accept_row(exported(code=CODE, number=f"{CODE}202611240001"), EVERYTHING)

    assert (row["project_no"], row["task_code"]) == (f"{CODE}202611240001", CODE)
    assert (row["org_code"], row["catalog_code"]) == ("11440106007508683Q", "442106043001")
    assert not {"project_no", "task_code", "catalog_code", "org_code"} & set(row["pending"])


def test_personal_values_are_masked_unless_asked_for() -> None:
    one = exported(None, said("refused", reason="测试甲的材料不符"))
    plain = replace(EVERYTHING, unmasked=True)

    masked = json.dumps(all_rows(one, EVERYTHING), ensure_ascii=False)
    shown = accept_row(one, plain)

    assert not any(value in masked for value in PERSONAL)
    assert accept_row(one, EVERYTHING)["applyer_page_code"] == "440*************10"
    assert [shown[name] for name in ("applyer_name", "applyer_page_code", "contact_mobile")] == list(PERSONAL)


def all_rows(one: Exported, span: Span) -> list[Row]:
    found = [accept_row(one, span), *process_rows(one, span), *special_rows(one, span)]
    return [*found, *material_rows(one, span), *filter(None, [result_row(one, span)])]


def test_the_same_facts_give_the_same_rows() -> None:
    one = exported(None, said("received"), said("granted", hours=2))

    assert all_rows(one, EVERYTHING) == all_rows(one, EVERYTHING)
    guids = [row["row_guid"] for row in all_rows(one, EVERYTHING)]
    assert len(set(guids)) == len(guids)


def test_what_an_earlier_batch_told_is_an_update_and_what_is_new_an_insertion() -> None:
    one = exported(granted(decided_at=LATER), said("granted", hours=1))

    first, next_ = all_rows(one, EVERYTHING), all_rows(one, Span(NOW, EVERYTHING.until))

    assert {row["cd_operation"] for row in first} == {"I"}
    assert next_[0]["cd_operation"] == "U"
    assert (result_row(one, Span(NOW, EVERYTHING.until)) or {})["cd_operation"] == "I"


def test_a_batch_ends_where_the_next_begins() -> None:
    one = exported(granted(decided_at=LATER), said("received"), said("granted", hours=1))
    before, after = Span(None, NOW), Span(NOW, LATER)

    told = [len(list(process_rows(one, span))) for span in (before, after)]

    assert told == [2, 1]
    assert result_row(one, before) is None
    assert [one.belongs_to(span) for span in (before, after, Span(LATER, LATER + timedelta(1)))] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", sorted(RESULT_TYPE))
def test_every_outcome_of_an_office_has_its_code(outcome: Outcome) -> None:
    row = result_row(exported(done("identity_card", outcome)), EVERYTHING)

    assert row is not None
    assert row["result_type"] == RESULT_TYPE[outcome]


def test_a_grant_with_a_document_is_another_result_than_one_without() -> None:
    plain = answer("granted", "identity_card", result={"document": "登记"})

    with_document = result_row(exported(), EVERYTHING)

    assert result_type(Outcome.GRANTED, plain) == "6"
    assert with_document is not None
    assert (with_document["result_type"], with_document["is_delivery_results"]) == ("0", "1")
    assert (with_document["result_cetr_name"], with_document["result_cetr_no"]) == (
        "居民身份证",
        "440*************10",
    )


def test_satisfaction_is_told_in_the_national_direction() -> None:
    rating = Rating(RatingLevel.VERY_DISSATISFIED, (), NOW, LATER)

    row = result_row(exported(granted(rating=rating)), EVERYTHING)

    assert row is not None
    assert row["satisfaction"] == "5"
    assert LATER in facts(granted(rating=rating))


def test_a_special_procedure_lasts_until_the_office_resumes() -> None:
    one = exported(
        sent("identity_card"), said("suspended"), said("resumed", hours=5), said("extended", hours=6)
    )

    stopped, longer = special_rows(one, EVERYTHING)

    assert (stopped["special_type"], stopped["special_time"], stopped["end_time"]) == (
        "2", "2026-11-24T02:00:00+00:00", "2026-11-24T07:00:00+00:00",
    )  # fmt: skip
    assert (longer["special_type"], longer["special_explain"]) == ("1", "延长 10 个工作日")
    assert stopped["special_reason"] is None


def test_a_special_procedure_that_goes_on_has_no_end() -> None:
    (row,) = special_rows(exported(sent("identity_card"), said("suspended")), EVERYTHING)

    assert row["end_time"] is None


def test_materials_say_whence_they_came() -> None:
    rows = list(material_rows(exported(), EVERYTHING))

    assert {row["material_name"]: row["local_get_type"] for row in rows} == {
        "居民户口簿": "电子证照",
        "恢复户口登记结果": "前置事项结果",
        "照片和指纹": "数据共享",
    }
    assert all("get_type" in row["pending"] for row in rows)


def test_a_limit_carries_its_unit_and_only_a_promised_one_says_the_kind_of_case() -> None:
    row = accept_row(exported(granted(limit=Limit(60, Unit.NATURAL_DAY))), EVERYTHING)

    assert (row["local_limit"], row["local_limit_unit"], row["project_type"]) == (60, "2", None)
    assert set(LIMIT_UNIT) == set(Unit)


def test_an_item_that_the_edition_has_lost_is_exported_by_its_code() -> None:
    rows = all_rows(exported(sent("old_item")), EVERYTHING)

    assert rows[0]["task_name"] == "old_item"
    assert [row for row in rows if "material_name" in row] == []


def test_words_that_are_no_step_make_no_row() -> None:
    one = exported(sent("identity_card"), event(EventKind.CLAIMED), event(EventKind.RATED), said("problem"))

    assert [row["event_name"] for row in process_rows(one, EVERYTHING)] == ["分发至部门"]
