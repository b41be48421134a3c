"""Incidents by their cause, and item by item."""

from tests.support.console import Console
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
