"""Incidents by their cause, and item by item."""

from dataclasses import replace

from tests.support.console import Console
from tests.support.fakes.damaged_places import DamagedPlaces
from tests.support.incidents import FAR, stuck_case


def test_the_same_trouble_stands_once_with_its_count_and_leads_to_its_items() -> None:
    desk = Console()
    stuck_case(desk.world)

    groups = desk.site().get("/console/incidents")
    items = desk.site().get(groups.link("2 件"))

    assert "部门系统不接受所送的内容" in groups.words
    assert len(groups.soup.select("tbody tr")) == 1
    assert len(items.soup.select("tbody tr")) == 2
    assert "只看：原因相同的一类" in items.words


def test_an_item_leads_to_what_can_be_done_about_it() -> None:
    desk = Console()

    items = desk.site().get("/console/items?attention=incident")

    assert desk.site().get(items.link("退役报到")).heading.endswith("退役报到")


def test_what_is_no_choice_filters_nothing_and_an_empty_list_says_what_comes_there() -> None:
    desk = Console()

    assert "退役报到" in desk.site().get("/console/items?attention=nonsense&department=x&city=9").words
    assert "没有这一种需要处理的事项" in desk.site().get("/console/incidents?attention=silent").words
    assert "没有需要处理的事项" in desk.site(FAR).get("/console/items").words


def test_where_something_is_damaged_no_page_says_that_nothing_needs_anybody() -> None:
    desk = Console()
    desk.world.store = store = DamagedPlaces(desk.world.clock)
    desk.world.deps = replace(desk.world.deps, store=store)
    store.damaged_attention = ("0f0e/household_registration",)

    now, groups, items = (
        desk.site().get(path).words for path in ("/console", "/console/incidents", "/console/items")
    )

    assert "有 1 条记录或者办件损坏" in items
    assert "没有全部数到" in groups
    assert "没有全部数到" in now
    assert not any("没有需要处理的事项" in words or "没有这一种" in words for words in (now, groups, items))
