"""Who comes to the counter: what is handed out, who was there."""

from functions.domain.case.access import Principal
from functions.domain.case.todos import mark_of
from functions.usecases.applicant import todos
from schemas.applicant.todos import TodoDone
from schemas.codes import Role
from schemas.codes_citizen import TodoKind
from tests.support.handovers import BY_MOTHER, BY_THEMSELVES, NAME
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import ANNE, FAR_AWAY, HOUSEHOLD
from tests.support.opened import Opened
from tests.support.world import APPLICANT


def found(desk: Desk, who: Principal = ANNE) -> Opened:
    site = desk.site(who)
    asked = site.get("/office/collections")
    return site.submit(asked, {"reference": desk.reference}, action="/office/collections")


def granted() -> Desk:
    desk = Desk()
    result = {"document": "居民户口簿", "number": "穗1号", "delivery": "window"}
    desk.world.answered(desk.case_id, HOUSEHOLD, "granted", result=result)
    return desk


def test_a_result_is_found_by_its_reference_and_handed_over_once() -> None:
    desk = granted()

    shown = found(desk)
    for _ in range(2):
        last = desk.site().submit(shown, BY_THEMSELVES, action=f"{desk.address}/todos")
    after = found(desk)

    assert "居民户口簿" in shown.words
    assert "穗1号" in shown.words
    assert "已登记结果领取。" in last.words
    assert desk.world.kinds(desk.case_id).count("collected") == 1
    assert "已领取，2026年11月24日由部门经办人员登记" in after.words
    assert "由申请人本人于2026年11月24日凭退役证件领取。" in after.words
    mark = mark_of(desk.world.item(desk.case_id, HOUSEHOLD), TodoKind.FETCH)
    assert mark is not None
    assert mark.who == "anne"


def test_whoever_was_asked_to_come_is_marked_as_there() -> None:
    desk = Desk()
    desk.world.answered(desk.case_id, HOUSEHOLD, "accepted")

    shown = found(desk)
    done = desk.site().submit(shown, action=f"{desk.address}/todos")

    assert "到场：户口登记" in shown.words
    assert "已登记申请人到场。" in done.words
    assert "等申请人到场的事项" in found(desk).words


def test_what_is_not_open_is_not_marked() -> None:
    desk = granted()
    shown = found(desk)

    refused = desk.site().submit(shown, {"kind": "visit"}, action=f"{desk.address}/todos")
    nonsense = desk.site().submit(shown, {"kind": "contest"}, action=f"{desk.address}/todos")

    assert (refused.status, nonsense.status) == (409, 422)


def test_what_is_not_found_is_told_and_other_roles_have_no_such_page() -> None:
    desk = granted()

    assert found(desk, FAR_AWAY).errors == ["没有找到本部门、本辖区的这一办件，请核对编号。"]
    assert desk.site().get("/office/collections?reference=12").errors
    assert desk.site(Principal("soldier", Role.APPLICANT)).get("/office/collections").status == 404


def test_whoever_comes_in_the_applicants_stead_is_asked_for_name_mandate_and_paper() -> None:
    desk = granted()
    shown = found(desk)

    nobody = desk.site().submit(shown, action=f"{desk.address}/todos")
    nameless = desk.site().submit(
        nobody, {"who": "agent", "paper": "passport"}, action=f"{desk.address}/todos"
    )
    wrong = desk.site().submit(nobody, {**BY_MOTHER, "id_tail": "12345678"}, action=f"{desk.address}/todos")

    assert (nobody.status, nobody.errors) == (422, ["请选择由谁领取。", "请选择来人出示的证件。"])
    assert nameless.errors == ["请填写代领人的姓名。", "请选择凭什么代领。", "请填写代领人证件号码的后四位。"]
    assert wrong.errors == ["请填写证件号码的后四位，只含数字和字母，例如 002X。"]
    assert NAME in wrong.html
    assert desk.world.kinds(desk.case_id).count("collected") == 0


def test_the_items_page_tells_who_came_and_on_what_paper() -> None:
    desk = granted()

    shown = desk.site().submit(desk.open(), BY_MOTHER, action=f"{desk.address}/todos")

    assert "已登记结果领取。" in shown.words
    assert f"领取人 {NAME}（代领） 出示的证件 居民身份证（号码后四位 902X） 代领依据 委托书" in shown.words
    assert "领取时间 2026年11月24日 09:00" in shown.words
    assert "登记结果已领取" not in shown.words
    assert desk.site(FAR_AWAY).get(desk.address).status == 404


def test_no_log_and_no_history_names_whoever_came() -> None:
    desk = granted()
    site = desk.site()

    site.submit(desk.open(), BY_MOTHER, action=f"{desk.address}/todos")

    events = desk.world.store.events(desk.case_id, limit=99).entries
    assert NAME not in repr(events)
    assert NAME not in repr(site.reports.__dict__)
    assert NAME not in repr(desk.world.item(desk.case_id, HOUSEHOLD).todos)


def test_who_came_is_still_said_after_the_applicant_has_said_that_they_have_it() -> None:
    desk = granted()
    own = TodoDone(item=HOUSEHOLD, kind=TodoKind.FETCH)
    todos.mark(desk.case_id, own, by=APPLICANT, key="key-own-1", deps=desk.world.deps)

    shown = found(desk)
    done = desk.site().submit(shown, BY_THEMSELVES, action=f"{desk.address}/todos")
    again = desk.site().submit(shown, BY_MOTHER, action=f"{desk.address}/todos")

    assert "领取：户口登记" in shown.words
    assert "领取人 申请人本人 出示的证件 退役证件" in done.words
    assert again.status == 409
