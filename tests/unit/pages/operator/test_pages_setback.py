"""A case that the sweep cannot look at."""

import pytest

from functions.domain.case.item import with_clock
from functions.domain.case.refusals import CaseNotFound
from functions.usecases.case.ledger import change_item
from functions.usecases.operator.setbacks import note_lost, note_setback, set_aside
from functions.usecases.upkeep.sweep import sweep
from tests.support.console import WHY, Console
from tests.support.incidents import FAR, OPERATOR, REPORT
from tests.support.unseen import UNSEEN
from tests.support.world import World


def test_it_is_set_aside_with_a_reason_and_tried_again_without_one() -> None:
    desk = Console()
    note_setback(desk.case_id, ValueError(), desk.world.deps)
    site = desk.site()
    form = site.get(site.get("/console").link("隔离，或者再试"))

    wrong, unseen = site.submit(form, {"why": ""}), site.submit(form, {"why": UNSEEN})
    aside = site.submit(form, {"why": WHY})
    again = site.submit(site.get(f"{desk.case}/setback"))

    assert wrong.status == unseen.status == 422
    assert "看不见的字符" in unseen.errors[0]
    assert f"已隔离（operator-1：{WHY}）" in aside.words
    assert "每次巡检都会再试" in again.words


def test_one_of_elsewhere_is_neither_listed_nor_set_aside() -> None:
    desk = Console()
    note_setback(desk.case_id, ValueError(), desk.world.deps)
    elsewhere = desk.site(FAR)

    with pytest.raises(CaseNotFound):
        set_aside(desk.case_id, WHY, by=FAR, deps=desk.world.deps)

    assert elsewhere.get(f"{desk.case}/setback").status == 404
    assert "巡检处理不了的办件" not in elsewhere.get("/console").words


def test_one_that_cannot_be_read_is_told_to_everybody_for_nobody_knows_whose_it_is() -> None:
    desk = Console()
    note_setback("00000000-0000-4000-8000-00000000000f", ValueError(), desk.world.deps)

    assert "巡检处理不了的办件" in desk.site(FAR).get("/console").words


def test_a_case_that_stops_no_sweep_has_no_such_page() -> None:
    desk = Console()

    assert desk.site().get(f"{desk.case}/setback").status == 404


def test_what_no_sweep_can_look_at_is_counted_where_the_page_says_that_it_is_listed() -> None:
    desk = Console()
    note_setback(desk.case_id, ValueError(), desk.world.deps)
    set_aside(desk.case_id, WHY, by=OPERATOR, deps=desk.world.deps)
    sweep(desk.world.deps)

    words = desk.site().get("/console").words

    assert 0 < words.index("1 个，本地区的列在下面") < words.index("巡检处理不了的办件")


def test_what_an_earlier_sweep_found_lost_stands_on_the_first_page_until_it_is_so_no_longer() -> None:
    desk = Console(plant=_lost_case)
    sweep(desk.world.deps)
    note_lost(desk.case_id, (REPORT,), desk.world.deps)

    now, own = desk.site().get("/console").words, desk.site().get(f"{desk.case}/setback").words
    why = desk.site().get(desk.case).words
    desk.world.answered(desk.case_id, REPORT, "granted")
    later = desk.site().get("/console").words

    assert "有 1 个事项无声丢失" in now
    assert "1 个事项无声丢失，1 次" in own
    assert "恢复正常后自动去掉" in own
    assert "是本系统的差错" in why
    assert "无声丢失：" not in later
    assert "处理不了的办件" not in later


def _lost_case(world: World, *items: str) -> str:
    """Its office has it, and no day is set by which anybody would look."""
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT)
    change_item(world.store, case_id, REPORT, lambda _ledger, item: (with_clock(item, due_at=None), ()))
    return case_id
