"""The sections of a draft, as somebody fills them in with a browser that runs no script."""

import pytest

from functions.usecases.intake.kept_drafts import draft_of
from tests.support.api_deps import house
from tests.support.draft_pages import (
    ALL,
    CLERK,
    SOLDIER,
    STRANGER,
    begun,
    begun_at_window,
    soldier,
    whole,
)
from tests.support.each import each
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.samples import sample


def saved(site: Site, address: str) -> dict[str, dict[str, object]]:
    return draft_of(address.split("/")[2], by=SOLDIER, deps=site.deps).draft.form


def send(site: Site, page: Opened, values: dict[str, str]) -> Opened:
    return site.submit(page, values, action="/drafts")


def field_words(page: Opened, name: str) -> str:
    around = page.soup.select(f".field:has([id='{name}'])")
    return around[-1].get_text(" ", strip=True) if around else ""


@pytest.mark.slow
@each("section", [name for name in sample() if name != "items"])
def test_every_section_of_a_whole_form_is_shown_and_saved_again_as_it_is(section: str) -> None:
    site = soldier(house())
    address = whole(site.deps)
    before = saved(site, address)

    page = site.get(f"{address}/sections/{section}")
    after = send(site, page, {})

    assert (page.status, after.status) == (200, 200)
    assert saved(site, address) == before


def test_a_section_is_saved_as_typed_however_little_it_is_and_leads_to_the_next() -> None:
    site = soldier(house())
    address = begun(site.deps)
    page = site.get(f"{address}/sections/person")

    after = send(site, page, {"person.name": "测试甲", "person.birth_date.year": "２００３"} | DAY)

    assert after.address == f"{address}/sections/service"
    assert saved(site, address)["person"] == {"name": "测试甲", "birth_date": "2003-01-02"}


DAY = {"person.birth_date.month": "1", "person.birth_date.day": "2"}


def test_an_emptied_field_is_taken_out() -> None:
    site = soldier(house())
    address = begun(site.deps, person={"name": "测试甲", "phone": "10000000001"})

    send(site, site.get(f"{address}/sections/person"), {"person.phone": ""})

    assert saved(site, address)["person"] == {"name": "测试甲"}


def test_what_cannot_be_kept_is_told_at_its_field_and_stands_as_typed() -> None:
    site = soldier(house())
    address = begun(site.deps)
    typed = {"person.phone": "123", "person.birth_date.year": "2003", "person.birth_date.month": "13"}

    page = send(site, site.get(f"{address}/sections/person"), typed)

    assert page.status == 422
    assert page.title.startswith("错误：")
    assert len(page.errors) == 2
    assert "真实存在的日期" in field_words(page, "person-birth_date")
    standing = page.soup.select_one('input[name="person.phone"]')
    assert standing is not None
    assert standing["value"] == "123"
    assert saved(site, address) == {}


def test_a_number_of_any_length_is_told_at_its_field() -> None:
    site = soldier(house())
    page = site.get(f"{begun(site.deps)}/sections/insurance")

    told = [send(site, page, {"insurance.pension_base": text}) for text in ("9" * 5000, "五千", "1,000")]

    assert [one.status for one in told] == [422, 422, 200]


def test_what_depends_on_another_answer_says_when_it_is_needed() -> None:
    site = soldier(house())

    page = site.get(f"{begun(site.deps)}/sections/household")

    assert "如果“入伍时户口是否已注销”选“是”，要填写。" in field_words(page, "household-police_station")
    assert "如果“落户类型”选“投靠亲属”，要填写。" in page.words
    assert "选填" not in field_words(page, "household-police_station")


@each(
    "placement, optional, told",
    [(None, False, True), ("self_employment", False, False), ("transfer", True, False)],
)
def test_what_an_answer_in_another_section_makes_necessary_is_not_called_optional(
    placement: str | None, optional: bool, told: bool
) -> None:
    site = soldier(house())
    service = {"placement_type": placement} if placement else {}
    address = begun(site.deps, ("discharge_report",), service=service)

    page = site.get(f"{address}/sections/destination")

    words = field_words(page, "destination-ground")
    assert ("选填" in words) is optional
    assert ("中“安置方式”选“" in words and "要填写。" in words) is told


@pytest.mark.slow
def test_a_county_is_asked_once_its_city_is_known_and_again_with_another() -> None:
    site = soldier(house())
    address = begun(site.deps)
    page = site.get(f"{address}/sections/destination")
    assert page.soup.select_one("#destination-county") is None

    county = send(site, page, {"destination.city": "440100"})
    done = send(site, county, {"destination.county": "440106", "go": "list"})
    moved = send(site, site.get(f"{address}/sections/destination"), {"destination.city": "440300"})

    assert county.address == f"{address}/sections/destination#destination-county"
    assert "天河区" in county.words
    assert done.address == address
    assert moved.address == county.address
    assert saved(site, address)["destination"] == {"city": "440300"}


def test_a_city_without_counties_asks_for_the_town() -> None:
    site = soldier(house())
    address = begun(site.deps)

    page = send(site, site.get(f"{address}/sections/destination"), {"destination.city": "441900"})
    shown = site.get(f"{address}/sections/destination")

    chosen = send(site, shown, {"destination.town": "虎门镇", "destination.address": "示例路1号"})

    assert page.address == f"{address}/sections/destination#destination-town"
    assert shown.soup.select_one("#destination-county") is None
    assert "选填" not in field_words(shown, "destination-town")
    assert len(shown.soup.select("#destination-town option")) == 37
    assert chosen.address == f"{address}/sections/household"


def test_a_town_of_the_city_before_is_asked_again() -> None:
    site = soldier(house())
    address = begun(site.deps, destination={"city": "441900", "town": "虎门镇"})

    send(site, site.get(f"{address}/sections/destination"), {"destination.city": "442000"})

    assert saved(site, address)["destination"] == {"city": "442000"}


def test_a_county_that_no_page_shows_keeps_nobody_from_submitting() -> None:
    site = soldier(house())
    address = begun(site.deps, destination={"city": "441900", "county": "440203"})

    send(site, site.get(f"{address}/sections/destination"), {"destination.town": "虎门镇"})

    assert saved(site, address)["destination"] == {"city": "441900", "town": "虎门镇"}


def test_a_county_with_a_functional_area_says_what_to_fill_in_there() -> None:
    site = soldier(house())
    address = begun(site.deps)
    page = send(site, site.get(f"{address}/sections/destination"), {"destination.city": "440300"})

    send(site, page, {"destination.city": "440300", "destination.county": "440307"})

    assert "大鹏新区" in field_words(site.get(f"{address}/sections/destination"), "destination-town")


@pytest.mark.slow
def test_what_was_saved_in_another_tab_is_told_and_nothing_typed_is_lost() -> None:
    site = soldier(house())
    address = begun(site.deps)
    here, there = (site.get(f"{address}/sections/person") for _ in range(2))
    send(site, there, {"person.name": "测试乙"})

    told = send(site, here, {"person.name": "测试甲"})
    again = send(site, told, {})

    assert told.status == 409
    assert "还没有保存" in told.words
    assert "别处保存的是：测试乙" in field_words(told, "person-name")
    assert again.status == 200
    assert saved(site, address)["person"] == {"name": "测试甲"}


def test_another_section_saved_elsewhere_is_nobodys_conflict() -> None:
    site = soldier(house())
    address = begun(site.deps)
    here = site.get(f"{address}/sections/person")
    send(site, site.get(f"{address}/sections/bank"), {"bank.bank": "示例银行"})

    assert send(site, here, {"person.name": "测试甲"}).status == 200


def test_what_the_form_spells_otherwise_than_it_was_typed_is_no_conflict_when_sent_twice() -> None:
    site = soldier(house())
    page = site.get(f"{begun(site.deps)}/sections/person")
    typed = {"person.phone": "+86 100-0000-0001", "person.name": " 测试甲 "}

    sent = [send(site, page, typed) for _ in range(2)]

    assert [one.status for one in sent] == [200, 200]
    assert "还没有保存" not in sent[1].words


def test_another_city_sent_twice_is_no_conflict_though_county_and_town_are_asked_again() -> None:
    site = soldier(house())
    address = begun(site.deps, destination={"city": "440100", "county": "440106", "town": "示例镇"})
    page = site.get(f"{address}/sections/destination")

    sent = [send(site, page, {"destination.city": "440200"}) for _ in range(2)]

    assert [one.status for one in sent] == [200, 200]
    assert sent[0].address == sent[1].address
    assert saved(site, address)["destination"] == {"city": "440200"}


@pytest.mark.slow
@each(
    "before, city",
    [
        ({"city": "441900", "town": "虎门镇"}, "440100"),
        ({"city": "440100", "county": "440106", "town": "示例镇"}, "441900"),
        ({"city": "441900", "town": "虎门镇"}, "442000"),
        ({"city": "440100", "county": "440106"}, "440200"),
    ],
    ids=["to one with counties", "to one without", "both without", "both with"],
)
def test_two_clicks_to_another_city_come_to_the_same_page(before: dict[str, str], city: str) -> None:
    site = soldier(house())
    address = begun(site.deps, destination=before)
    page = site.get(f"{address}/sections/destination")

    sent = [send(site, page, {"destination.city": city}) for _ in range(2)]

    assert [one.status for one in sent] == [200, 200]
    assert sent[0].address == sent[1].address
    assert saved(site, address)["destination"] == {"city": city}


def test_a_town_that_is_typed_with_another_city_stays() -> None:
    site = soldier(house())
    address = begun(site.deps, destination={"city": "440100", "county": "440106", "town": "示例镇"})
    page = site.get(f"{address}/sections/destination")

    send(site, page, {"destination.city": "440200", "destination.town": "另一镇"})

    assert saved(site, address)["destination"] == {"city": "440200", "town": "另一镇"}


def test_the_same_form_sent_twice_is_saved_once_and_no_conflict() -> None:
    site = soldier(house())
    page = site.get(f"{begun(site.deps)}/sections/person")

    first, second = (send(site, page, {"person.name": "测试甲"}) for _ in range(2))

    assert (first.status, second.status, first.address) == (200, 200, second.address)


def test_what_still_keeps_it_from_being_submitted_is_told_at_its_fields_when_asked() -> None:
    site = soldier(house())
    address = begun(site.deps, person={"name": "测试甲"})

    quiet = site.get(f"{address}/sections/person")
    told = site.get(f"{address}/sections/person?wrong=1")

    assert quiet.errors == []
    assert "请填写此项。" in field_words(told, "person-phone")
    assert told.title.startswith("错误：")


def test_a_section_that_no_chosen_item_needs_is_none() -> None:
    site = soldier(house())
    address = begun(site.deps, items=("discharge_report",))

    assert site.get(f"{address}/sections/driving").status == 404
    assert site.get(f"{address}/sections/nonsense").status == 404


def test_another_persons_draft_is_none() -> None:
    site = soldier(house())
    address = f"{begun(site.deps)}/sections/person"

    assert site.signed_in(STRANGER).get(address).status == 404
    assert site.signed_in(CLERK).get(address).status == 404


def test_a_clerk_sees_for_whom_and_on_what_mandate() -> None:
    site = Site(house()).signed_in(CLERK)
    address = begun_at_window(site.deps, person={"name": "测试甲"})

    page = site.get(f"{address}/sections/person")

    assert "您正在替测试甲填写。受理方式：申请人本人到窗口" in page.words
    name = page.soup.select_one('input[name="person.name"]')
    assert name is not None
    assert not name.has_attr("autocomplete")


@pytest.mark.slow
def test_what_the_form_says_to_the_applicant_is_said_of_them_to_a_clerk() -> None:
    own, clerk = soldier(house()), Site(house()).signed_in(CLERK)
    theirs, address = begun(own.deps, items=ALL), begun_at_window(clerk.deps, items=ALL)
    page = clerk.get(address)
    sections = [str(one["href"]).rpartition("/")[2] for one in page.soup.select("a[href*='/sections/']")]

    told = {one: clerk.get(f"{address}/sections/{one}").words for one in sections}
    said = {one: own.get(f"{theirs}/sections/{one}").words for one in sections}

    assert len(sections) == 12
    assert any("您" in words for words in said.values())
    assert {one for one, words in told.items() if "您" in words.replace("您正在替申请人填写", "")} == set()


@pytest.mark.slow
def test_all_items_have_sections_that_can_be_opened() -> None:
    site = soldier(house())

    page = site.get(begun(site.deps, items=ALL))
    links = [str(one["href"]) for one in page.soup.select("a") if "/sections/" in str(one.get("href"))]

    assert len(links) == 12
    assert {site.get(link).status for link in links} == {200}
