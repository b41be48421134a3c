"""Who comes to the counter: what is handed out, who was there."""

from functions.domain.case.access import Principal
from functions.domain.case.todos import mark_of
from schemas.codes import Role
from schemas.codes_citizen import TodoKind
from tests.support.office_desk import Desk
from tests.support.offices_without_systems import ANNE, FAR_AWAY, HOUSEHOLD
from tests.support.pages import Opened


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
        last = desk.site().submit(shown, action=f"{desk.address}/todos")
    after = found(desk)

    assert "居民户口簿" in shown.words
    assert "穗1号" in shown.words
    assert "已登记结果领取。" in last.words
    assert desk.world.kinds(desk.case_id).count("collected") == 1
    assert "已领取，2026年11月24日由部门经办人员登记" in after.words
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
