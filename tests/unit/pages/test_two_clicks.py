"""Two clicks, the second before the first is done, at every moment of it: both lead to the page that says that it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from functions.usecases.intake.codes import make_code
from functions.usecases.record_kinds.intake import WINDOW_ACTS
from tests.support.api_deps import house
from tests.support.bookings import FRIDAY, at, publish
from tests.support.draft_pages import CLERK, SOLDIER, TWO, begun, soldier
from tests.support.each import each
from tests.support.fakes.interrupted import Interrupted, each_moment
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.sources import people
from tests.unit.pages.applicant.test_appointments import Visitor
from tests.unit.pages.applicant.test_corrections import HOUSEHOLD, INSURANCE, PAGE, two_lists

pytestmark = pytest.mark.slow
Values = dict[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Click:
    site: Site
    page: Opened
    action: str
    values: Values = field(default_factory=dict)


def section() -> Click:
    site = soldier(house())
    address = f"{begun(site.deps, TWO)}/sections/person"
    return Click(site, site.get(address), address, {"person.name": "测试甲", "person.ethnicity": "汉族"})


def items() -> Click:
    site = soldier(house())
    address = f"{begun(site.deps, TWO)}/items"
    return Click(site, site.get(address), address, {"items": ("discharge_report",)})


def correction() -> Click:
    site = soldier(replace(house(), shared_data=FakeSharedData(people())))
    address = begun(site.deps)
    site.submit(site.get(address), action=f"{address}/prefill")
    page = site.get(f"{address}/corrections/person.ethnicity")
    return Click(site, page, address, {"person.ethnicity": "壮族", "reason": "户口簿上是壮族"})


def code() -> Click:
    site = Site(house()).signed_in(CLERK)
    draft = begun(site.deps, TWO).rpartition("/")[2]
    told = make_code(draft, by=SOLDIER, deps=site.deps).text
    mandate = {"how": "in_person", "evidence": "核验2026001"}
    return Click(site, site.get("/window"), "/window/code", {**mandate, "code": told})


def lists() -> Click:
    site, _ = two_lists()
    typed: Values = {
        "household.police_station": "天河区示例派出所",
        f"note.{HOUSEHOLD}": "已补",
        f"note.{INSURANCE}": "见表",
    }
    return Click(site, site.get(PAGE), PAGE, typed)


def cancellation() -> Click:
    visitor = Visitor()
    publish(visitor.world, FRIDAY, "09:00")
    visitor.book(at(FRIDAY))
    return Click(visitor.site, visitor.site.get(visitor.here), f"{visitor.here}/cancellation")


def pressed(site: Site, click: Click) -> Opened:
    return site.submit(click.page, click.values, action=click.action)


def alike(click: Click, **changes: object) -> Site:
    """The same browser, over what it is given."""
    site = Site(replace(click.site.deps, **changes))  # type: ignore[arg-type]
    site.cookies = dict(click.site.cookies)
    return site


@each("made", [section, items, correction, code, lists, cancellation])
def test_the_second_click_says_that_it_is_done(made: Callable[[], Click]) -> None:
    found: dict[int, tuple[object, ...]] = {}
    click = made()
    done = pressed(click.site, click)

    def tried(moment: int) -> Interrupted:
        click, between = made(), list[Opened]()
        beside = alike(click)
        store = Interrupted(click.site.deps.store, moment, lambda: between.append(pressed(beside, click)))
        last = pressed(alike(click, store=store.as_store), click)
        shown = [(one.status, one.heading) for one in (*between, last)]
        if set(shown) != {(200, done.heading)}:
            found[moment] = (*shown, last.words[:80])
        return store

    assert len(list(each_moment(tried))) > 3
    assert found == {}


def test_a_code_that_is_pressed_twice_counts_for_no_wrong_one() -> None:
    acts: list[str] = []

    def tried(moment: int) -> Interrupted:
        click = code()
        beside = alike(click)
        store = Interrupted(click.site.deps.store, moment, lambda: pressed(beside, click))
        pressed(alike(click, store=store.as_store), click)
        kept = click.site.deps.store.records(WINDOW_ACTS, limit=9, cursor=None).entries
        acts.extend(one.body["act"] for one in kept)
        return store

    assert list(each_moment(tried))
    assert set(acts) == {"continue_draft"}
