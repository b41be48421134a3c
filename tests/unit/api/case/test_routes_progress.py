import json
from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import SERVICE_CHECK, Wait, with_bounds, with_clock
from functions.domain.case.parts import Limit, Trouble
from functions.shapes.case.case import case_view
from functions.usecases.office.which_office import OfficeNames
from schemas.case.answers import ANSWER
from schemas.catalogue.figures import Unit
from schemas.codes import EventKind, ItemStatus, Outcome
from schemas.codes_citizen import NoticeStatus
from tests.support.api_case import CASE, PERSONAL, TOKEN, answer_body, change_item, get, open_case, submit
from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.fakes.notices import FakeNotices
from tests.support.fakes.offices import FakeOffices
from tests.support.samples import sample


def test_an_applicant_follows_a_case_in_chinese() -> None:
    api, _, reference = open_case()

    case = get(api, f"/v1/cases/{CASE}").json

    assert (case["reference"], case["status_text"]) == (reference, "办理中")
    assert (case["city_text"], case["county_text"]) == ("广州市", "天河区")
    assert case["service_check"]["name"] == "入伍信息核查"
    assert [item["code"] for item in case["items"]] == sample()["items"]
    assert all(item["next_steps"] and item["department_text"] for item in case["items"])


def test_a_case_tells_its_applicant_nothing_of_tokens_people_or_the_machine() -> None:
    api, deps, _ = open_case()
    change_item(deps, SERVICE_CHECK, wait=Wait("VerifyService", TOKEN, 1, START))

    text = get(api, f"/v1/cases/{CASE}").text

    for hidden in (TOKEN, "VerifyService", "version", "watch_", "execution", "soldier", *PERSONAL):
        assert hidden not in text


def test_a_silent_office_and_one_in_trouble_are_shown() -> None:
    api, deps, _ = open_case()
    sent = START + timedelta(hours=1)
    change_item(
        deps, SERVICE_CHECK, status=ItemStatus.DISPATCHED, round=1, sent_round=1, sent_at=sent,
        silent_since=sent, trouble=Trouble("DepartmentUnavailable", START, 3),
    )  # fmt: skip

    item = get(api, f"/v1/cases/{CASE}").json["service_check"]

    assert item["silent_since"] == item["dispatched_at"] == "2026-11-24T02:00:00Z"
    assert item["status_text"] == "已分发（部门久未答复）"
    assert item["trouble_since"] == "2026-11-24T01:00:00Z"
    assert item["heard_at"] is None


def test_a_correction_shows_what_is_missing_and_until_when() -> None:
    api, deps, reference = open_case()
    missing = [{"name": "退役证件", "reason": "照片不清", "field": "/person/phone", "material": None}]
    asked = ANSWER.validate_python(
        ANSWER.validate_json(
            json.dumps(
                answer_body(reference, type="correction_requested", item="discharge_report", missing=missing)
            )
        )
    )
    change_item(
        deps,
        "discharge_report",
        status=ItemStatus.CORRECTING,
        answer=asked,
        correct_by=START + timedelta(days=14),
    )

    item = get(api, f"/v1/cases/{CASE}").json["items"][0]

    named = [{**missing[0], "field_name": "手机号码", "material_name": None}]
    assert item["correction"] == {"missing": named, "correct_by": "2026-12-08T01:00:00Z"}


def test_an_outcome_shows_its_result_or_its_reason_and_remedy() -> None:
    api, deps, reference = open_case()
    granted = ANSWER.validate_json(
        json.dumps(
            answer_body(
                reference, type="granted", item="discharge_report",
                result={"document": "报到登记", "delivery": "e_certificate"},
            )
        )
    )  # fmt: skip
    refused = ANSWER.validate_json(
        json.dumps(
            answer_body(
                reference,
                type="refused",
                item="economic_subsidy",
                reason="不符合条件",
                remedy="可申请行政复议",
            )
        )
    )
    change_item(deps, "discharge_report", status=ItemStatus.DONE, outcome=Outcome.GRANTED, answer=granted)
    change_item(
        deps,
        "economic_subsidy",
        status=ItemStatus.DONE,
        outcome=Outcome.REFUSED,
        answer=refused,
        reason="不符合条件",
    )

    first, second, *_ = get(api, f"/v1/cases/{CASE}").json["items"]

    assert (first["outcome_text"], first["result"]["delivery_text"]) == ("办结", "电子证照")
    assert (second["outcome_text"], second["reason"]) == ("不予办理", "不符合条件")
    assert second["refusal"]["remedy"] == "可申请行政复议"
    assert second["refusal"]["basis_text"] == "决定未载明依据，请向办理机构查询。"
    links = [
        (one["title"], one["href"].rpartition("/")[2]) for one in (*first["letters"], *second["letters"])
    ]
    assert links == [("办结通知书", "completion"), ("不予办理决定书", "refusal")]
    assert (second["due_basis"], second["due_basis_text"]) == (
        "watch",
        "本系统关注期限，非法定；办结时限待核定",
    )


def test_the_events_of_a_case_are_plain_words() -> None:
    api, deps, _ = open_case()
    dispatched = Event(
        CASE,
        "d1",
        START + timedelta(hours=1),
        EventKind.DISPATCHED,
        SERVICE_CHECK,
        detail={"round": 1, "office": "x"},
    )
    deps.store.commit(Change(events=(dispatched,)))

    page = get(api, f"/v1/cases/{CASE}/events").json

    texts = [entry["text"] for entry in page["entries"]]
    assert "已提交申请，正在核查入伍信息。" in texts
    assert texts[-1] == "已分发至军区动员（人民武装）部门（第 1 轮）。"
    assert page["entries"][-1]["item_name"] == "入伍信息核查"


@each("kind", ["correction_requested", "extended", "suspended", "received", "accepted"])
@each("hours, is_vain", [(1, False), (2, False), (3, True)])
def test_what_an_office_says_after_the_outcome_asks_nothing_of_anybody(
    kind: str, hours: int, is_vain: bool
) -> None:
    api, deps, _ = open_case()
    change_item(
        deps,
        "identity_card",
        status=ItemStatus.DONE,
        outcome=Outcome.GRANTED,
        decided_at=START + timedelta(hours=2),
    )
    told = {"answer": {"type": kind, "at": (START + timedelta(hours=hours)).isoformat()}}
    late = Event(CASE, "e1", START + timedelta(hours=4), EventKind.ANSWERED, "identity_card", detail=told)
    deps.store.commit(Change(events=(late,)))

    text = get(api, f"/v1/cases/{CASE}/events").json["entries"][-1]["text"]

    assert (text == "公安部门在该事项有了结果之后又有告知，办理结果不变。") is is_vain


@each("kind", EventKind)
def test_every_kind_of_event_has_words(kind: EventKind) -> None:
    api, deps, _ = open_case()
    deps.store.commit(Change(events=(Event(CASE, "e1", START + timedelta(hours=1), kind, "identity_card"),)))

    text = get(api, f"/v1/cases/{CASE}/events").json["entries"][-1]["text"]

    assert text.endswith("。")
    assert kind.value not in text


def test_a_case_of_codes_that_the_edition_has_lost_is_still_readable() -> None:
    _, deps, _ = open_case()
    ledger = deps.store.ledger(CASE)

    view = case_view(
        Ledger(
            replace(ledger.case, county="449999"),
            (
                ledger.service_check,
                replace(
                    with_bounds(with_clock(ledger.held[0], due_at=START), limit=Limit(5, Unit.WORKING_DAY)),
                    code="old_item",
                ),
            ),
        ),
        deps.editions(deps.current_edition),
        now=deps.clock(),
        calendar=deps.calendar,
        offices=OfficeNames(),
        notified=True,
    )

    assert (view.county_text, view.items[0].name, view.items[0].next_steps) == ("449999", "old_item", "")
    assert (view.items[0].due_at, view.items[0].due_text) == (START, "请留意办理期限。")


def test_a_case_shows_what_is_the_applicants_to_do_in_which_office_and_whose_turn_it_is() -> None:
    deps = replace(house(), offices=FakeOffices(), notices=FakeNotices())
    api = Api(deps)
    submit(api)
    office = "public_security-440106"
    sent = {"round": 1, "sent_round": 1, "office": office}
    change_item(deps, "identity_card", status=ItemStatus.ACCEPTED, accepted_at=START, **sent)

    case = get(api, f"/v1/cases/{CASE}").json

    (visit,) = case["todo"]
    card = next(item for item in case["items"] if item["code"] == "identity_card")
    assert (visit["kind"], visit["item"], visit["office"]) == ("visit", "identity_card", "公安（测试）")
    assert visit["text"] == "“居民身份证申领”的到场事项：照片和指纹须本人到场采集。"
    assert (card["office"], card["next_step"]) == ("公安（测试）", "公安部门正在办理。")
    assert case["next_step"] == "有 1 件事需要您办理，请看“待您办理”。"


def test_a_case_shows_what_its_applicant_was_notified_of_and_is_owed() -> None:
    deps = replace(house(), notices=FakeNotices())
    api = Api(deps)
    submit(api)
    case = deps.store.ledger(CASE).case
    failed = Notice("result/identity_card/refused", NoticeStatus.FAILED, START, 2, "NoticeUnavailable")
    deps.store.commit(Change(case=replace(case, notices=(failed,))))

    shown = get(api, f"/v1/cases/{CASE}").json["notices"]
    of_operator = get(api, f"/v1/operator/cases/{CASE}", "operator").json["notices"]

    assert [(one["template_text"], one["item_name"], one["status_text"]) for one in shown] == [
        ("需要您处理", "居民身份证申领", "未能发送"),
        ("已收到申请", None, "待发送"),
    ]
    assert [(one["attempts"], one["error"], one["given_up"]) for one in of_operator] == [
        (2, "NoticeUnavailable", False)
    ]
    assert "NoticeUnavailable" not in get(api, f"/v1/cases/{CASE}").text


def test_where_there_is_no_gateway_no_notice_is_owed() -> None:
    api, _, _ = open_case()

    assert get(api, f"/v1/cases/{CASE}").json["notices"] == []
