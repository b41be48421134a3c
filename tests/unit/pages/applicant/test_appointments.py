"""到场预约 on pages: found from the to-do, booked, moved, cancelled, printed, and several visits on one day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.appointments import standing
from functions.shapes.applicant.papers import printed
from functions.usecases.applicant.appointments import slip_of
from schemas.codes import Role
from tests.support.bookings import (
    CARD,
    FRIDAY,
    HOUSEHOLD,
    SOCIAL,
    THURSDAY,
    at,
    booked,
    close,
    expecting_visits,
    publish,
)
from tests.support.fakes.cookies import PlainCookies
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.pdf_text import text_of
from tests.support.world import APPLICANT, World

CLERK = Principal("clerk", Role.CLERK, "440106")


class Visitor:
    """Somebody's browser, and the case whose applicant is to come."""

    def __init__(self, *items: str, by: Principal = APPLICANT) -> None:
        self.world = World()
        self.world.deps = replace(self.world.deps, cookies=PlainCookies())
        self.case_id = expecting_visits(self.world, *items)
        self.case = f"/cases/{self.case_id}"
        self.here = f"{self.case}/appointments/{CARD}"
        self.site = Site(self.world.deps).signed_in(by)

    def book(self, moment: str, page: Opened | None = None) -> Opened:
        return self.site.submit(page or self.site.get(self.here), {"at": moment}, action=self.here)

    @property
    def at(self) -> str | None:
        found = standing(self.world.item(self.case_id, CARD))
        return found.at.isoformat() if found else None


def moments(page: Opened) -> list[str]:
    return [str(one["value"]) for one in page.soup.select("input[name=at]")]


@pytest.mark.slow
@pytest.mark.parametrize("by", [APPLICANT, CLERK], ids=["applicant", "clerk"])
def test_a_time_is_booked_moved_and_cancelled_from_the_to_do(by: Principal) -> None:
    visitor = Visitor(by=by)
    publish(visitor.world, FRIDAY, "09:00", "10:00")

    todo = visitor.site.get(visitor.site.get(visitor.case).link("到场"))
    page = visitor.site.get(todo.link("预约、改约到场时间"))
    first, second = moments(page)
    done = visitor.book(first, page)
    assert "已经约好到场时间" in done.words
    assert "已预约2026年11月27日（星期五）09:00至09:30" in done.words

    moved = visitor.book(second)
    assert (moved.status, visitor.at) == (200, "2026-11-27T02:00:00+00:00")
    gone = visitor.site.submit(visitor.site.get(visitor.here), action=f"{visitor.here}/cancellation")
    assert ("预约已经取消" in gone.words, visitor.at) == (True, None)
    assert (
        "已取消到场预约（2026年11月27日（星期五）10:00）。"
        in visitor.site.get(f"{visitor.case}/history").words
    )


def test_the_page_shows_a_few_days_and_leads_to_later_ones() -> None:
    visitor = Visitor()
    days = [f"2026-12-{number:02}" for number in (1, 2, 3, 4, 7, 8)]
    for day in days:
        publish(visitor.world, day, "09:00")

    page = visitor.site.get(visitor.here)
    later = visitor.site.get(page.link("更晚的日期"))

    assert [one[:10] for one in (*moments(page), *moments(later))] == days
    assert "2026年12月7日（星期一）" in page.words


def test_nothing_chosen_and_a_time_just_taken_are_told_on_the_page() -> None:
    visitor = Visitor()
    other = expecting_visits(visitor.world)
    publish(visitor.world, FRIDAY, "09:00", "10:00")
    page = visitor.site.get(visitor.here)
    booked(visitor.world, other, at(FRIDAY))

    nothing = visitor.site.submit(page, action=visitor.here)
    late = visitor.book(at(FRIDAY), page)

    assert (nothing.status, nothing.errors) == (422, ["请选择一个时间。"])
    assert (late.status, "已经约满" in late.words, visitor.at) == (409, True, None)


def test_where_no_times_are_published_the_page_says_so() -> None:
    visitor = Visitor()

    assert "现在没有可约的时间" in visitor.site.get(visitor.here).words


def test_of_an_item_that_nobody_need_come_for_the_page_says_so() -> None:
    visitor = Visitor()
    early = visitor.world.submitted(CARD)
    not_yet = visitor.site.get(f"/cases/{early}/appointments/{CARD}")
    visitor.world.answered(visitor.case_id, CARD, "granted")

    over = visitor.site.get(visitor.here)

    assert ("现在还不用到场" in not_yet.words, "不用再到场" in over.words) == (True, True)
    assert "没有可约的时间" not in not_yet.words + over.words


def test_a_called_off_time_is_told_with_others_to_choose() -> None:
    visitor = Visitor()
    publish(visitor.world, FRIDAY, "09:00")
    publish(visitor.world, THURSDAY, "09:00")
    visitor.book(at(FRIDAY))
    close(visitor.world, FRIDAY)

    page = visitor.site.get(visitor.here)

    assert "办理机构停办，预约已取消，请另约时间" in page.words
    assert "停办的原因：设备检修" in page.words
    assert "请另约时间" in visitor.site.get(visitor.case).words
    assert len(moments(page)) == 1


def test_the_slip_says_when_and_where_and_names_nobody() -> None:
    visitor = Visitor()
    publish(visitor.world, FRIDAY, "09:00")
    visitor.book(at(FRIDAY))

    slip = visitor.site.get(visitor.site.get(visitor.here).link("下载到场预约单"))
    paper = slip_of(visitor.case_id, CARD, by=APPLICANT, deps=visitor.world.deps)
    file, _ = printed(paper, "slip", visitor.world.deps)

    assert slip.headers["content-type"] == "application/pdf"
    words = text_of(file)
    assert "2026年11月27日（星期五）09:00至09:30" in words
    assert "照片和指纹须本人到场采集" in words
    assert "测试甲" not in words
    assert visitor.site.get(f"{visitor.case}/appointments/{HOUSEHOLD}/slip").status == 404


def test_several_visits_are_booked_on_one_day() -> None:
    visitor = Visitor(HOUSEHOLD, SOCIAL)
    publish(visitor.world, THURSDAY, "09:00", item=HOUSEHOLD)
    publish(visitor.world, THURSDAY, "10:00", item=SOCIAL)

    one = visitor.site.get(f"{visitor.case}/appointments/{HOUSEHOLD}")
    page = visitor.site.get(one.link("排在同一天"))
    [choice] = page.soup.select("input[name=choice]")
    none = visitor.site.submit(page, action=f"{visitor.case}/appointments")
    done = visitor.site.submit(page, {"choice": str(choice["value"])}, action=f"{visitor.case}/appointments")

    assert (none.status, none.errors) == (422, ["请选择一个时间。"])
    assert "已经约好到场时间" in done.words
    assert all(standing(visitor.world.item(visitor.case_id, code)) for code in (HOUSEHOLD, SOCIAL))


def test_nobody_elses_case_is_booked_on_a_page() -> None:
    visitor = Visitor()
    stranger = Site(visitor.world.deps).signed_in(Principal("applicant-2", Role.APPLICANT))

    assert stranger.get(visitor.here).status == 404
    assert stranger.get(f"{visitor.case}/appointments").status == 404


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(minutes=1), "已经到时间，不能再取消"),
        (timedelta(hours=2), "时间已经过了：到场办过的，等办理机构办理；没有去成的，可以另约时间"),
    ],
    ids=["begun", "over"],
)
def test_a_time_that_has_begun_is_not_offered_to_be_cancelled(later: timedelta, told: str) -> None:
    visitor = Visitor()
    publish(visitor.world, FRIDAY, "09:00")
    booked(visitor.world, visitor.case_id, at(FRIDAY))
    before = visitor.site.get(visitor.here)
    visitor.world.clock.advance(datetime.fromisoformat(at(FRIDAY)) + later - visitor.world.deps.clock())

    page = Site(visitor.world.deps).signed_in(APPLICANT).get(visitor.here)

    assert before.form(f"{visitor.here}/cancellation")
    assert told in page.words
    assert "已经约好" not in page.words
    with pytest.raises(LookupError):
        page.form(f"{visitor.here}/cancellation")


def test_a_booked_time_that_has_passed_is_not_said_to_be_booked_and_who_came_is_said_to_have_come() -> None:
    visitor = Visitor()
    publish(visitor.world, FRIDAY, "09:00")
    booked(visitor.world, visitor.case_id, at(FRIDAY))
    todo, item = f"{visitor.case}/todos/{CARD}/visit", f"{visitor.case}/items/{CARD}"
    before = [visitor.site.get(address).words for address in (visitor.case, todo, item)]
    visitor.world.clock.advance(datetime.fromisoformat(at(FRIDAY, "09:30")) - visitor.world.deps.clock())
    site = Site(visitor.world.deps).signed_in(APPLICANT)

    over = [site.get(address).words for address in (visitor.case, todo, item)]
    site.submit(site.get(todo), action=todo)
    came = site.get(item).words

    assert all("已预约" in words for words in before)
    assert [words for words in (*over, came) if "已预约" in words] == []
    told = "原约2026年11月27日（星期五）09:00至09:30，时间已经过了：到场办过的，等办理机构办理；没有去成的，可以另约时间。"
    assert all(told in words for words in over[:2])
    assert "（时间已过，没有登记是否到场）" in over[2]
    assert "（已到场）" in came
