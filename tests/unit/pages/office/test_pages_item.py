"""One item, as the staff of its office use it."""

from dataclasses import replace

from functions.domain.case.access import Principal
from functions.domain.case.case import CaseMaterial, Change, Event
from functions.usecases.applicant.withdraw import withdraw
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import EventKind, Role
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import BELLA, FAR_AWAY, HOUSEHOLD, OTHERS
from tests.support.unseen import UNSEEN
from tests.support.world import APPLICANT

PAPER = "3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"


def test_staff_see_their_own_fields_in_chinese_and_no_other_departments() -> None:
    opened = Desk().open()

    assert (opened.status, opened.heading) == (200, "户口登记（退役军人恢复户口）")
    assert "手机号码" in opened.words
    assert "测试甲" in opened.words
    assert "银行" not in opened.words
    assert "待核验" in opened.words


def test_staff_see_the_earlier_results_the_clock_with_its_basis_and_the_history() -> None:
    words = Desk().open().words

    assert "前面事项的结果 入伍信息核查 结果 核查通过" in words
    assert "退役报到 结果 办结 结果文书 结果" in words
    assert "期限的性质" in words
    assert "已分发至公安部门（第 1 轮）。" in words


def test_an_item_is_claimed_given_back_and_taken_over_with_a_reason() -> None:
    desk = Desk()
    claimed = desk.site().submit(desk.open(), action=f"{desk.address}/claim")
    another = desk.site(BELLA).get(desk.address)
    without, unseen = (
        desk.site(BELLA).submit(another, {"reason": reason}, action=f"{desk.address}/claim")
        for reason in ("", UNSEEN)
    )
    taken = desk.site(BELLA).submit(another, {"reason": "同事休假"}, action=f"{desk.address}/claim")
    released = desk.site(BELLA).submit(taken, action=f"{desk.address}/release")

    assert "已领取，可以答复。" in claimed.words
    assert "要求补正" in claimed.words
    assert "同事（账号 anne）于今天 09:00（11月24日）领取了该事项" in another.words
    assert (without.status, "请写明接手的理由" in without.words) == (422, True)
    assert (unseen.status, "看不见的字符" in unseen.words) == (422, True)
    assert "同事休假" in taken.words
    assert "等待他人领取" in released.words
    assert desk.world.item(desk.case_id, HOUSEHOLD).desk.claimed_by is None


def test_staff_read_why_the_applicant_wants_the_item_back() -> None:
    desk = Desk()
    order = WithdrawalOrder(items=(HOUSEHOLD,), reason="户口先不迁了")
    withdraw(desk.case_id, order, by=APPLICANT, key="key-0001", deps=desk.world.deps)

    opened = desk.open()

    assert "申请人要撤回" in opened.words
    assert "已申请撤回，等待部门确认。 户口先不迁了" in opened.words


def test_a_claim_that_comes_too_late_is_told_on_the_page() -> None:
    desk = Desk()
    late = desk.open(BELLA)
    desk.site().submit(desk.open(), action=f"{desk.address}/claim")

    refused = desk.site(BELLA).submit(late, action=f"{desk.address}/claim")

    assert refused.status == 409
    assert refused.heading == "户口登记（退役军人恢复户口）"
    assert "接手" in refused.words


def test_the_same_click_twice_claims_once() -> None:
    desk = Desk()
    opened = desk.open()
    for _ in range(2):
        last = desk.site().submit(opened, action=f"{desk.address}/claim")

    assert last.status == 200
    assert desk.world.kinds(desk.case_id).count("claimed") == 1


def test_a_paper_leads_to_its_file_and_no_other_item_s_does() -> None:
    desk = Desk()
    case = desk.world.ledger(desk.case_id).case
    kept = CaseMaterial(PAPER, HOUSEHOLD, "discharge_certificate", "application/pdf", 2048, "0" * 64, START)
    desk.world.store.commit(Change(case=replace(case, materials=(kept,))))
    desk.world.materials.files[PAPER] = b"%PDF-1.7"

    opened = desk.site().get(desk.open().link("查看"))
    other = desk.site().get(f"{desk.address}/papers/{'0' * 8}-0000-0000-0000-{'0' * 12}")

    assert (opened.status, opened.html) == (200, "%PDF-1.7")
    assert other.status == 404


@each("who", [FAR_AWAY, OTHERS, Principal("soldier", Role.APPLICANT)])
def test_what_is_not_theirs_does_not_exist(who: Principal) -> None:
    desk = Desk()

    assert desk.open(who).status == 404


def test_what_has_not_reached_the_office_does_not_exist_for_it() -> None:
    desk = Desk()

    assert desk.site().get(f"/office/items/{desk.case_id}/identity_card").status == 404


def test_an_address_alone_makes_nothing_done() -> None:
    desk = Desk()

    for what in ("granted", "claimed", "fetch", "nonsense"):
        assert desk.site().get(f"{desk.address}?done={what}").soup.select_one("[role=status]") is None


def test_what_the_history_says_to_the_applicant_is_said_of_them_to_an_office() -> None:
    desk = Desk()
    at = desk.world.deps.clock()
    added = Event(desk.case_id, "material/1", at, EventKind.MATERIAL_ADDED, item=HOUSEHOLD)
    desk.world.deps.store.commit(Change(events=(added,)))

    assert "已收到申请人补交的材料。" in desk.open().words
