"""The list of cases and its filters."""

from datetime import timedelta

import pytest

from functions.usecases.operator.find_cases import MOST_COUNTED
from tests.support.console import Console
from tests.support.each import each
from tests.support.fakes.clock import START
from tests.support.incidents import FAR


def references(desk: Console, query: str) -> list[str]:
    opened = desk.site().get(f"/console/cases{query}")
    return [one.get_text(strip=True) for one in opened.soup.select("tbody td:first-of-type a")]


def filled() -> Console:
    """Two cases: one with an incident, and a day later one that goes well."""
    desk = Console()
    desk.world.clock.advance(timedelta(days=2))
    desk.world.submitted("household_registration")
    return desk


@pytest.mark.slow
@each(
    "query, count",
    [
        ("", 2),
        ("?status=open", 2),
        ("?status=closed", 0),
        ("?stuck=incident", 1),
        ("?item=social_insurance", 1),
        ("?department=human_resources", 1),
        ("?city=440100", 2),
        ("?since=1", 1),
        ("?channel=online", 2),
        ("?channel=window", 0),
        ("?stuck=incident&department=public_security", 0),
        ("?stuck=nonsense&item=x", 2),
    ],
)
def test_each_filter_of_the_address_narrows_the_list(query: str, count: int) -> None:
    assert len(references(filled(), query)) == count


def test_a_reference_finds_its_case_and_a_wrong_one_says_what_to_do() -> None:
    desk = filled()
    known = desk.world.ledger(desk.case_id).case.reference

    assert desk.site().get(f"/console/cases?reference={known.lower()}").heading == f"办件 {known}"
    wrong = desk.site().get("/console/cases?reference=12345")
    assert (wrong.status, "请照回执填写" in wrong.words) == (422, True)
    assert desk.site(FAR).get(f"/console/cases?reference={known}").status == 404


@pytest.mark.slow
def test_pages_follow_one_another_without_a_gap_in_each_order() -> None:
    desk = Console()
    for _ in range(64):
        desk.world.clock.advance(timedelta(minutes=1))
        desk.world.submitted("social_insurance")

    found: dict[str, list[str]] = {}
    for query in ("", "?item=social_insurance", "?sort=oldest", "?item=social_insurance&sort=oldest"):
        seen = found.setdefault(query, [])
        address = f"/console/cases{query}"
        while address:
            opened = desk.site().get(address)
            seen += [one.get_text(strip=True) for one in opened.soup.select("tbody td:first-of-type a")]
            more = [one["href"] for one in opened.soup.select("a") if one.get_text() == "下一页"]
            address = more[0] if more else ""
        assert (len(seen), len(set(seen))) == (65, 65)
    assert found["?sort=oldest"] == found[""][::-1] == found["?item=social_insurance&sort=oldest"]


def test_what_is_found_by_trouble_says_that_it_has_an_order_of_its_own() -> None:
    opened = filled().site().get("/console/cases?stuck=incident&sort=newest")

    assert "总是等得最久的在前" in opened.words


@pytest.mark.slow
def test_however_many_there_are_they_are_counted_to_the_last() -> None:
    desk = Console()
    new = desk.world.deps.new_id
    others = ((new.case_id(), new.reference(START.date())) for _ in range(MOST_COUNTED))
    desk.world.store.repeat(desk.case_id, others)
    site = desk.site()

    first = site.get(site.get("/console/cases?status=open").link("数一数"))
    whole = site.get(first.link("接着数"))

    assert f"一共 至少 {MOST_COUNTED} 件。" in first.words
    assert f"一共 {MOST_COUNTED + 1} 件。" in whole.words
    assert "接着数" not in whole.words


def test_they_are_counted_and_what_is_applied_while_walking_is_said() -> None:
    desk = filled()
    plain = desk.site().get("/console/cases")

    counted = desk.site().get(plain.link("数一数"))

    assert "一共 2 件。" in counted.words
    assert "接着数" not in counted.words
    assert "一件一件翻看时核对" not in plain.words
    assert "一件一件翻看时核对" in desk.site().get("/console/cases?channel=online").words
