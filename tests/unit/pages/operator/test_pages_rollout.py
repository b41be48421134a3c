"""Rollout as a matrix, and its arrangements."""

from functions.domain.case.access import Principal
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Role
from tests.support.console import WHY, Console
from tests.support.incidents import FAR
from tests.support.opened import Opened
from tests.support.pages import Site
from tests.support.unseen import UNSEEN, told_of_unseen

CITY = "/console/rollout/city"
HERE = f"{CITY}?city=440100"
OFF: dict[str, str | tuple[str, ...]] = {
    "items": ("identity_card",),
    "channels": ("window", "yue_sheng_shi"),
    "stage": "off",
    "way": "请到户籍地派出所办理。",
    "why": WHY,
}


def looked(site: Site, values: dict[str, str | tuple[str, ...]] = OFF) -> Opened:
    """The form that takes one away stands before the form that adds one."""
    page = site.get(HERE).without("form:has(input[name=gone])")
    return site.submit(page, values, action=f"{CITY}/look")


def test_an_arrangement_is_looked_at_then_kept_and_shows_in_both_matrices() -> None:
    site = Console().site()

    look = looked(site)
    done = site.submit(look, action=CITY)
    matrix = site.get("/console/rollout")

    assert "居民身份证申领" in look.words
    assert "已保存，从安排里写的那天起生效。" in done.words
    row = next(one for one in done.soup.select("tbody tr") if "居民身份证申领" in one.get_text())
    assert row.get_text(" ", strip=True).count("未开通") == 2
    others = len(load_edition(CURRENT).items) - 1
    assert f"{others} 项已开通，1 项未开通" in matrix.words


def test_sent_twice_it_is_kept_once_and_over_another_change_it_is_not() -> None:
    site = Console().site()
    stale = looked(site, {**OFF, "items": ("driving_licence",)})
    look = looked(site)

    for _ in range(2):
        done = site.submit(look, action=CITY)
    late = site.submit(stale, action=CITY)

    assert len(done.soup.select("input[name=gone]")) == 1
    assert late.status == 409
    assert len(site.get(HERE).soup.select("input[name=gone]")) == 1


def test_over_a_version_that_cannot_be_read_nothing_is_said_to_have_been_saved_already() -> None:
    """Sent again, a form's own change is known by what stood before it."""
    console = Console()
    site = console.site()
    for item in ("driving_licence", "identity_card"):
        look = looked(site, {**OFF, "items": (item,)})
        site.submit(look, action=CITY)
    console.world.store.damage_record("rollout_history/440100", "00000001")

    again, page = site.submit(look, action=CITY), site.get(HERE)

    assert again.status == 409
    assert "第 1 版损坏，读不出来" in page.words
    assert len(page.soup.select("input[name=gone]")) == 2


def test_one_is_taken_away() -> None:
    site = Console().site()
    site.submit(looked(site), action=CITY)

    look = site.submit(site.get(HERE), {"gone": "0", "why": WHY}, action=f"{CITY}/look")
    done = site.submit(look, action=CITY)

    assert "未开通：居民身份证申领" in look.words
    assert "还没有安排" in done.words


def test_what_is_wrong_stands_at_its_field() -> None:
    site = Console().site()

    wrong = looked(site, {**OFF, "way": ""})
    unseen = looked(site, {**OFF, "why": UNSEEN})

    assert (wrong.status, wrong.errors) == (422, ["请写明没有开通的地方目前怎样办理。"])
    assert told_of_unseen(unseen)


def test_an_address_that_only_a_form_is_sent_to_leads_back() -> None:
    site = Console().site()

    assert [site.get(f"/console/{one}").heading for one in ("rollout/city/look", "route/look")] == [
        "上线范围",
        "机构和路由",
    ]


def test_an_arrangement_of_a_later_day_is_not_told_as_in_force_at_once() -> None:
    site = Console().site()
    later = {"since.year": "2027", "since.month": "1", "since.day": "1"}

    done = site.submit(looked(site, {**OFF, **later}), action=CITY)

    assert "马上生效" not in done.words
    assert "2027年1月1日起" in done.words
    assert "项未开通" not in site.get("/console/rollout").words


def test_a_countys_operator_reads_who_arranges_it_and_is_asked_for_no_place_but_their_own() -> None:
    county = Console().site(Principal("operator-t", Role.OPERATOR, "440106"))

    rollout, form = county.get("/console/rollout"), county.get("/console/circulars/new")

    assert (rollout.status, "由市和省的运行管理员安排" in rollout.words) == (200, True)
    chosen = [one["value"] for one in form.soup.select("select[name=region] option") if one["value"]]
    assert chosen == ["440106"]


def test_a_citys_operator_sees_their_city_only() -> None:
    desk = Console()

    assert "揭阳市" in desk.site(FAR).get("/console/rollout").words
    assert "广州市" not in desk.site(FAR).get("/console/rollout").words
    assert desk.site(FAR).get(HERE).status == 404
