"""Answering through pages: the form of each kind, what is wrong at its field, a look before, and once."""

from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import with_withdrawal
from schemas.case.answers import CorrectionRequest, Granted, Refused
from schemas.codes import ItemStatus, Outcome
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, HOUSEHOLD

GRANTED = {"number": "穗公户〔2026〕1号", "delivery": "window"}
REFUSED = {
    "reason": "没有退役证。",
    "legal_basis": "《中华人民共和国户口登记条例》第十三条",
    "reconsideration.body": "广州市天河区人民政府",
    "reconsideration.term": "60",
    "litigation.body": "广州铁路运输法院",
    "litigation.term": "6",
}
WAYS = ("reconsideration.body", "reconsideration.term", "litigation.body", "litigation.term")
LISTED = {"tick.m.discharge_certificate": "1", "why.m.discharge_certificate": "照片看不清，请重新拍。"}


@pytest.mark.slow
@each(
    "kind, values, status",
    [
        ("received", {"receipt": "收-1"}, ItemStatus.RECEIVED),
        ("accepted", {}, ItemStatus.ACCEPTED),
        ("correction_requested", LISTED, ItemStatus.CORRECTING),
        ("granted", GRANTED, ItemStatus.DONE),
        ("refused", REFUSED, ItemStatus.DONE),
        ("not_accepted", REFUSED, ItemStatus.DONE),
        ("problem", {"reason": "文件打不开。"}, ItemStatus.INCIDENT),
    ],
)
def test_each_kind_is_filled_in_looked_at_and_sent(
    kind: str, values: dict[str, str], status: ItemStatus
) -> None:
    desk = Desk().claimed()

    checked = desk.checked(kind, values)
    assert desk.world.item(desk.case_id, HOUSEHOLD).status is ItemStatus.DISPATCHED
    assert all(value in checked.words for name, value in values.items() if "why" in name or name == "reason")
    sent = desk.site().submit(checked, action=f"{desk.address}/answers/{kind}/send")

    assert (checked.status, sent.status) == (200, 200)
    assert sent.soup.select_one("[role=status]") is not None
    assert desk.world.item(desk.case_id, HOUSEHOLD).status is status


@pytest.mark.parametrize(
    ("kind", "values", "status"),
    [
        ("suspended", {"reason": "需要核查。", "expected_days": "15"}, ItemStatus.SUSPENDED),
        ("extended", {"reason": "材料多。", "days": "3", "basis": "《某规定》第二条"}, ItemStatus.ACCEPTED),
    ],
)
def test_what_moves_the_clock_is_said_of_what_was_accepted(
    kind: str, values: dict[str, str], status: ItemStatus
) -> None:
    desk = Desk().claimed()
    desk.sent("accepted", {})

    sent = desk.sent(kind, values)

    assert sent.status == 200
    assert desk.world.item(desk.case_id, HOUSEHOLD).status is status


@pytest.mark.slow
def test_a_clock_that_stands_is_let_go_on() -> None:
    desk = Desk().claimed()
    desk.sent("accepted", {})
    desk.sent("suspended", {"reason": "需要核查。"})
    desk.world.clock.advance(timedelta(days=2))

    desk.sent("resumed", {})

    assert desk.world.item(desk.case_id, HOUSEHOLD).status is ItemStatus.ACCEPTED


def test_a_withdrawal_that_was_asked_for_is_agreed_to() -> None:
    desk = Desk().claimed()
    item = desk.world.item(desk.case_id, HOUSEHOLD)
    desk.world.store.commit(Change(items=(with_withdrawal(item, at=START, sent=START),)))

    assert "申请人要撤回" in desk.open().words
    desk.sent("withdrawn", {})

    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is Outcome.WITHDRAWN


def test_the_list_names_materials_fields_and_what_is_beyond_the_catalogue() -> None:
    desk = Desk().claimed()

    desk.sent(
        "correction_requested",
        {
            **LISTED,
            "why.f.person.phone": "号码打不通。",
            "other.0.name": "派出所证明",
            "other.0.why": "到派出所开。",
        },
    )

    answer = desk.world.item(desk.case_id, HOUSEHOLD).answer
    assert isinstance(answer, CorrectionRequest)
    assert [(one.name, one.material, one.field) for one in answer.missing] == [
        ("退役证件", "discharge_certificate", None),
        ("手机号码", None, "/person/phone"),
        ("派出所证明", None, None),
    ]


@pytest.mark.slow
def test_a_refusal_and_a_result_are_kept_as_the_interface_keeps_them() -> None:
    first, second = Desk().claimed(), Desk().claimed()
    first.sent("refused", REFUSED)
    second.sent(
        "granted", {**GRANTED, "valid_until.year": "2030", "valid_until.month": "1", "valid_until.day": "2"}
    )

    refused = first.world.item(first.case_id, HOUSEHOLD).answer
    granted = second.world.item(second.case_id, HOUSEHOLD).answer
    assert isinstance(refused, Refused)
    assert isinstance(granted, Granted)
    assert isinstance(refused.remedy, tuple)
    assert [(one.way, one.body, one.term.value, one.term.unit) for one in refused.remedy] == [
        ("reconsideration", "广州市天河区人民政府", 60, "natural_day"),
        ("litigation", "广州铁路运输法院", 6, "month"),
    ]
    assert (granted.result.delivery, str(granted.result.valid_until)) == ("window", "2030-01-02")


@pytest.mark.slow
@each(
    "kind, values, wanted",
    [
        ("refused", {}, "请填写“理由”。"),
        ("refused", {**REFUSED, **dict.fromkeys(WAYS, "")}, "至少写一种"),
        ("refused", {**REFUSED, "legal_basis": "按规定"}, "名称加书名号"),
        ("refused", {**REFUSED, "reconsideration.term": "30"}, "不少于六十日"),
        ("refused", {**REFUSED, "litigation.term": "半年"}, "数字"),
        ("granted", {}, "请选择“怎样交给申请人”。"),
        ("granted", {**GRANTED, "valid_until.year": "20", "valid_until.month": "13"}, "真实存在的日期"),
        ("correction_requested", {}, "请至少勾选一项"),
        ("correction_requested", {"tick.m.discharge_certificate": "1"}, "请写明“退役证件”缺什么"),
        ("correction_requested", {"other.0.why": "到派出所开。"}, "请写明要补的是什么"),
        ("accepted", {"time": "99:99"}, "例如 14:30"),
        ("accepted", {"at.day": "40"}, "真实存在的日期"),
        ("accepted", {"at.day": "25", "time": "10:00"}, "晚于现在"),
        ("accepted", {"at.day": "20", "time": "10:00"}, "早于本轮分发的时间"),
        ("problem", {"reason": ""}, "请填写“是什么问题”。"),
    ],
)
def test_what_is_wrong_stands_at_its_field_with_what_was_typed(
    kind: str, values: dict[str, str], wanted: str
) -> None:
    desk = Desk().claimed()

    shown = desk.checked(kind, values)

    assert shown.status == 422
    assert any(wanted in one for one in shown.errors), shown.errors
    assert not any("（at）" in one or "legal_basis" in one for one in shown.errors)
    for one in shown.soup.select("#summary a"):
        assert shown.soup.select_one(f"[id='{one['href'][1:]}']") is not None
    for value in values.values():
        assert value in shown.html
    assert desk.world.kinds(desk.case_id).count("answered") == 2


def test_numbers_and_times_of_a_chinese_keyboard_are_taken() -> None:
    desk = Desk().claimed()
    typed = {**REFUSED, "reconsideration.term": "６０", "at.day": "２４", "time": "０９：００"}

    checked = desk.checked("refused", typed)

    assert (checked.status, checked.errors) == (200, [])
    assert "今天 09:00" in checked.words


def test_an_extension_beyond_what_is_allowed_is_told_before_it_is_sent_and_nothing_is_kept() -> None:
    desk = Desk().claimed()
    desk.sent("accepted", {})

    shown = desk.checked("extended", {"reason": "材料多。", "days": "90", "basis": "《某规定》第二条"})

    assert shown.status == 422
    assert "还可以延长" in shown.errors[0]
    assert "answer_refused" not in desk.world.kinds(desk.case_id)


def test_sent_twice_it_is_said_once() -> None:
    desk = Desk().claimed()
    checked = desk.checked("accepted", {})
    for _ in range(2):
        desk.world.clock.advance(timedelta(minutes=3))
        last = desk.site().submit(checked, action=f"{desk.address}/answers/accepted/send")

    assert last.status == 200
    assert "已登记受理。" in last.words
    assert "answer_refused" not in desk.world.kinds(desk.case_id)


def test_whoever_goes_back_finds_what_they_typed() -> None:
    desk = Desk().claimed()
    back = desk.checked("refused", REFUSED).without(f"form[action^='{desk.address}/answers/refused/send']")

    again = desk.site().submit(back, action=f"{desk.address}/answers/refused")

    assert again.heading == "不予办理"
    assert all(value in again.html for value in REFUSED.values())
    assert not again.errors
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is None


def test_only_who_holds_it_answers_and_only_what_may_be_said_now() -> None:
    desk = Desk()
    before = desk.form("accepted")
    desk.claimed()

    assert before.status == 409
    assert desk.site(BELLA).get(f"{desk.address}/answers/accepted").status == 409
    assert desk.form("resumed").status == 409
    assert desk.form("withdrawn").status == 409
    assert desk.form("nonsense").status == 404


def test_a_second_outcome_is_refused_with_what_stands() -> None:
    desk = Desk().claimed()
    checked = desk.checked("granted", GRANTED)
    desk.sent("refused", REFUSED)

    late = desk.site().submit(checked, action=f"{desk.address}/answers/granted/send")

    assert late.status == 409
    assert "该事项已记录办理结果" in late.words
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is Outcome.REFUSED
