"""A result that is sent by post, a decision that is handed over: said at the desk, read by the applicant."""

from dataclasses import replace

from functions.domain.case.todos import handed_over_on, parcel_of
from tests.support.client import Api
from tests.support.fakes.tokens import FakeTokens
from tests.support.grounds import GROUNDS
from tests.support.handovers import BY_MOTHER, BY_THEMSELVES
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import ANNE, FAR_AWAY, HOUSEHOLD
from tests.support.opened import standing
from tests.support.world import APPLICANT

NUMBER = "EX123456789CN"
SENT = {"carrier": "示例快递", "number": NUMBER}


def by_post() -> Desk:
    desk = Desk()
    result = {"document": "居民户口簿", "delivery": "post"}
    desk.world.answered(desk.case_id, HOUSEHOLD, "granted", result=result)
    return desk


def refused() -> Desk:
    desk = Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, "refused", reason="不符合", **GROUNDS)
    return desk


def test_the_parcel_s_number_is_said_once_and_read_by_the_applicant_who_ends_the_to_do() -> None:
    desk = by_post()
    shown = desk.open()
    assert "申请人填写的地址：" in shown.words

    for _ in range(2):
        done = desk.site().submit(shown, SENT, action=f"{desk.address}/parcels")

    assert "已登记邮寄，申请人会看到邮件号码。" in done.words
    assert desk.world.kinds(desk.case_id).count("posted") == 1
    case = f"/cases/{desk.case_id}"
    own = desk.site(APPLICANT).get(f"{case}/items/{HOUSEHOLD}")
    assert NUMBER in own.words
    todo = f"{case}/todos/{HOUSEHOLD}/fetch"
    asked = desk.site(APPLICANT).get(todo)
    assert "已经寄出" in asked.words
    desk.site(APPLICANT).submit(asked, action=todo)
    assert "没有这件待办的事" in desk.site(APPLICANT).get(todo).words


def test_a_number_of_a_chinese_keyboard_is_taken() -> None:
    desk = by_post()

    typed = {**SENT, "number": "ＥＸ１２３ ４５６７８９ＣＮ"}
    done = desk.site().submit(desk.open(), typed, action=f"{desk.address}/parcels")

    assert done.errors == []
    parcel = parcel_of(desk.world.item(desk.case_id, HOUSEHOLD))
    assert parcel is not None
    assert parcel.number == NUMBER


def test_a_number_that_cannot_be_is_told_at_its_field() -> None:
    desk = by_post()

    wrong = desk.site().submit(desk.open(), {"carrier": "", "number": "12"}, action=f"{desk.address}/parcels")

    assert (wrong.status, wrong.errors) == (
        422,
        ["请填写承运单位的名称。", "请填写邮件号码：5 至 40 位的字母、数字或者短横。"],
    )
    assert parcel_of(desk.world.item(desk.case_id, HOUSEHOLD)) is None


def test_a_parcel_that_was_signed_for_is_over_without_any_paper() -> None:
    desk = by_post()
    posted = desk.site().submit(desk.open(), SENT, action=f"{desk.address}/parcels")

    desk.site().submit(posted, {"signed_for": "1"}, action=f"{desk.address}/todos")

    item = desk.world.item(desk.case_id, HOUSEHOLD)
    assert str(handed_over_on(item)) == "2026-11-24"


def test_the_terms_of_a_decision_that_was_handed_over_have_their_last_days() -> None:
    desk = refused()

    early = desk.site().submit(
        desk.open(),
        {**BY_THEMSELVES, "on.year": "2026", "on.month": "11", "on.day": "1"},
        action=f"{desk.address}/todos",
    )
    desk.site().submit(desk.open(), BY_THEMSELVES, action=f"{desk.address}/todos")

    assert early.status == 422
    own = desk.site(APPLICANT).get(f"/cases/{desk.case_id}/items/{HOUSEHOLD}").words
    assert "2026年11月24日，救济期限从这一天起算" in own
    assert "行政复议：最晚 2027年1月23日" in own
    assert "行政诉讼：最晚 2027年5月24日" in own


def test_a_day_that_cannot_be_leaves_who_came_and_on_what_paper_as_it_was_filled_in() -> None:
    desk = refused()

    early = desk.site().submit(
        desk.open(),
        {**BY_MOTHER, "on.year": "2026", "on.month": "11", "on.day": "1"},
        action=f"{desk.address}/todos",
    )

    form = dict(standing(early.form(f"{desk.address}/todos")))
    assert early.status == 422
    assert "不能早于作出决定的日期" in early.words
    assert {name: form.get(name) for name in BY_MOTHER} == BY_MOTHER
    assert form["on.day"] == "1"


def test_over_http_staff_and_clerks_say_the_same_and_nobody_else_does() -> None:
    desk = by_post()
    tokens = FakeTokens(anne=ANNE, far=FAR_AWAY, soldier=APPLICANT)
    desk.world.deps = replace(desk.world.deps, tokens=tokens)
    api = Api(desk.world.deps)
    path = f"/v1/departments/public_security/cases/{desk.case_id}/items/{HOUSEHOLD}/parcels"

    def say(who: str, body: object, key: str) -> int:
        return api.post(path, body, authorization=f"Bearer {who}", idempotency_key=key).status

    assert say("far", SENT, "key-0001") == 404
    assert say("soldier", SENT, "key-0002") == 403
    assert say("anne", {**SENT, "number": "单号"}, "key-0003") == 422
    assert say("anne", SENT, "key-0004") == say("anne", SENT, "key-0004") == 200
    case = api.get(f"/v1/cases/{desk.case_id}", authorization="Bearer soldier").json
    (item,) = (one for one in case["items"] if one["code"] == HOUSEHOLD)
    assert (item["parcel"]["carrier"], item["parcel"]["number"]) == ("示例快递", NUMBER)
    assert [one["kind"] for one in case["todo"] if one["item"] == HOUSEHOLD] == ["fetch"]


def test_no_history_and_no_list_of_operators_tells_the_number() -> None:
    desk = by_post()
    desk.site().submit(desk.open(), SENT, action=f"{desk.address}/parcels")

    events = desk.world.store.events(desk.case_id, limit=100, cursor=None).entries

    assert NUMBER not in repr(events)
    assert NUMBER not in repr(desk.world.item(desk.case_id, HOUSEHOLD))
