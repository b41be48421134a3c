"""The same answer to several items: ticked, looked at, each for itself."""

from schemas.codes import ItemStatus, Outcome
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, HOUSEHOLD, at_the_police
from tests.support.opened import Opened

REASON = {
    "reason": "没有退役证。",
    "legal_basis": "《中华人民共和国户口登记条例》第十三条",
    "reconsideration.body": "广州市天河区人民政府",
    "reconsideration.term": "60",
}


class Two(Desk):
    """And a second case."""

    def __init__(self) -> None:
        super().__init__()
        self.second, _ = at_the_police(self.world)

    @property
    def both(self) -> tuple[str, str]:
        return f"{self.case_id}.{HOUSEHOLD}.1", f"{self.second}.{HOUSEHOLD}.1"

    def picked(self, *picks: str) -> Opened:
        return self.site().submit(self.site().get("/office"), {"pick": picks}, action="/office/together")

    def filling(self, kind: str) -> Opened:
        return self.site().submit(self.picked(*self.both), {"kind": kind}, action="/office/together")

    def statuses(self) -> list[ItemStatus]:
        return [self.world.item(case, HOUSEHOLD).status for case in (self.case_id, self.second)]


def test_several_are_ticked_looked_at_and_answered_each_for_itself() -> None:
    desk = Two()
    desk.claimed()

    form = desk.filling("accepted")
    checked = desk.site().submit(form, action="/office/together/accepted")
    before = desk.statuses()
    done = desk.site().submit(checked, action="/office/together/accepted/send")

    assert "这 2 个事项将作同一答复" in checked.words
    for page in (form, checked, done):
        assert page.words.count("测试甲 户口登记") == 2, "whoever sends it sees of whom"
    assert before == [ItemStatus.DISPATCHED] * 2
    assert done.words.count("已登记受理。") == 2
    assert desk.statuses() == [ItemStatus.ACCEPTED] * 2
    assert desk.world.item(desk.second, HOUSEHOLD).desk.claimed_by == "anne"


def test_what_has_no_number_of_a_round_is_not_there() -> None:
    desk = Two()

    found = desk.picked(*(f"{desk.case_id}.{HOUSEHOLD}.{round_}" for round_ in ("²", "٣", "", "x")))

    assert (found.status, desk.case_id in found.html) == (422, False)


def test_sent_twice_each_is_answered_once() -> None:
    desk = Two()
    checked = desk.site().submit(desk.filling("not_accepted"), REASON, action="/office/together/not_accepted")
    for _ in range(2):
        done = desk.site().submit(checked, action="/office/together/not_accepted/send")

    assert done.words.count("已登记不予受理。") == 2
    for case in (desk.case_id, desk.second):
        assert desk.world.item(case, HOUSEHOLD).outcome is Outcome.NOT_ACCEPTED
        assert "answer_refused" not in desk.world.kinds(case)


def test_one_that_a_colleague_took_meanwhile_is_told_and_holds_up_no_other() -> None:
    desk = Two()
    checked = desk.site().submit(desk.filling("received"), action="/office/together/received")
    desk.site(BELLA).submit(desk.open(BELLA), action=f"{desk.address}/claim")

    done = desk.site().submit(checked, action="/office/together/received/send")
    again = desk.picked(*desk.both)

    assert "没有办成" in done.words
    assert desk.statuses() == [ItemStatus.DISPATCHED, ItemStatus.RECEIVED]
    assert "同事已经领取。" in again.words


def test_what_is_wrong_stands_at_its_field_and_nothing_is_sent() -> None:
    desk = Two()

    wrong = desk.site().submit(desk.filling("refused"), action="/office/together/refused")
    no_kind = desk.site().submit(desk.picked(*desk.both), action="/office/together")

    assert (wrong.status, "请填写“理由”。" in wrong.errors) == (422, True)
    assert any("至少写一种" in one for one in wrong.errors)
    assert (no_kind.status, no_kind.errors) == (422, ["请选择一种答复。"])


def test_a_time_before_one_of_them_came_leaves_that_one_out_with_why() -> None:
    desk = Two()
    early = {"at.day": "20", "time": "10:00"}

    checked = desk.site().submit(desk.filling("accepted"), early, action="/office/together/accepted")

    assert "早于本轮分发的时间" in checked.words
    assert "勾选的事项现在都不能这样答复" in checked.words


def test_nothing_ticked_and_what_is_not_theirs_is_nothing() -> None:
    desk = Two()

    for picks in ((), ("x",), (f"{desk.case_id}.identity_card.1",), (f"{desk.case_id}.{HOUSEHOLD}.x",)):
        shown = desk.picked(*picks)
        assert (shown.status, "没有可以一起答复的事项" in shown.words) == (422, True)


def test_numbers_that_no_two_items_share_are_not_asked_of_several() -> None:
    form = Two().filling("granted")

    assert form.soup.select_one("input[name=number]") is None
    document = form.soup.select_one("input[name=document]")
    assert document is not None
    assert document["value"]


def test_each_step_can_be_loaded_anew_and_gone_back_to_without_anything_being_sent_again() -> None:
    desk = Two()
    picked, filling = desk.picked(*desk.both), desk.filling("accepted")
    checked = desk.site().submit(filling, action="/office/together/accepted")
    done = desk.site().submit(checked, action="/office/together/accepted/send")

    for page in (picked, filling, done):
        again = desk.site().get(page.address)
        assert (again.status, again.heading) == (200, page.heading)
    assert desk.site().get(done.address).words == done.words
    assert desk.world.kinds(desk.case_id).count("answered") == 3


def test_an_address_alone_says_of_none_that_it_was_answered() -> None:
    desk = Two()
    checked = desk.site().submit(desk.filling("accepted"), action="/office/together/accepted")
    done = desk.site().submit(checked, action="/office/together/accepted/send")

    colleague = desk.site(BELLA).get(done.address)
    unsaid = desk.site().get(done.address.replace("key=", "key=another-"))

    assert ("已登记" in done.words, "已登记" in colleague.words, "已登记" in unsaid.words) == (
        True,
        False,
        False,
    )
    assert "同事已经领取。" in colleague.words
    assert desk.site().get("/office/together/accepted/sent?key=x").status == 404


def test_where_none_could_be_answered_what_was_typed_is_there_to_be_sent_again() -> None:
    desk = Two()
    action = "/office/together/not_accepted"
    checked = desk.site().submit(desk.filling("not_accepted"), REASON, action=action)
    for case_id in (desk.case_id, desk.second):
        address = f"/office/items/{case_id}/{HOUSEHOLD}"
        desk.site(BELLA).submit(desk.site(BELLA).get(address), action=f"{address}/claim")

    none = desk.site().submit(checked, action=f"{action}/send")
    for case_id in (desk.case_id, desk.second):
        address = f"/office/items/{case_id}/{HOUSEHOLD}"
        desk.site(BELLA).submit(desk.site(BELLA).get(address), action=f"{address}/release")
    again = desk.site().submit(none, action=action)

    assert (none.status, "一个也没有办成" in none.words) == (409, True)
    assert all(value in none.html for value in REASON.values())
    assert "这 2 个事项将作同一答复" in again.words
    assert all(desk.world.item(one, HOUSEHOLD).outcome is None for one in (desk.case_id, desk.second))


def test_what_is_this_office_s_no_more_is_counted_and_not_left_out_unsaid() -> None:
    desk = Two()
    picks = (*desk.both, f"{desk.case_id}.identity_card.1")

    picked = desk.picked(*picks)

    assert "另有 1 个勾选的事项已经不归贵单位办理，没有列出。" in picked.words


def test_large_letters_keep_what_was_typed_for_several() -> None:
    desk = Two()

    large = desk.site().switch(desk.filling("not_accepted"), REASON)

    assert large.heading == "不予受理：一起答复"
    assert all(value in large.html for value in REASON.values())
    assert "对这 2 个事项" in large.words
