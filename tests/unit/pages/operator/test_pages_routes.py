"""Which office works where, as operators see and set it."""

from dataclasses import replace

from functions.domain.case.access import Principal
from schemas.codes import Role
from tests.support.console import WHY, Console
from tests.support.incidents import FAR
from tests.support.unseen import UNSEEN, told_of_unseen

HERE = "/console/route?department=public_security&region=440106"
ROUTE = {
    "name": "天河区公安机关",
    "mode": "worklist",
    "endpoint": "",
    "telephone": "020-12345678",
    "why": WHY,
}
CITY = Principal("operator-city", Role.OPERATOR, "440100")


def test_a_route_is_looked_at_then_set_and_told_with_who_changed_it() -> None:
    site = Console().site()

    look = site.submit(site.get(HERE), ROUTE, action="/console/route/look")
    done = site.submit(look, action="/console/route")

    assert "天河区公安机关" in look.words
    assert "已保存，从下一次分发起生效" in done.words
    assert "operator-1" in done.words
    assert 'value="020-12345678"' in done.html
    assert "设置过，第 1 版" in site.get("/console/routes?department=public_security").words


def test_sent_twice_it_is_set_once_and_over_another_change_it_is_not() -> None:
    site = Console().site()
    stale = site.submit(site.get(HERE), {**ROUTE, "name": "别的机构"}, action="/console/route/look")
    look = site.submit(site.get(HERE), ROUTE, action="/console/route/look")

    for _ in range(2):
        done = site.submit(look, action="/console/route")
    late = site.submit(stale, action="/console/route")

    assert done.status == 200
    assert len(done.soup.select("table")[-1].select("tbody tr")) == 1
    assert (late.status, "没有保存" in late.words) == (412, True)


def test_it_is_taken_back() -> None:
    site = Console().site()
    site.submit(site.submit(site.get(HERE), ROUTE, action="/console/route/look"), action="/console/route")

    look = site.submit(site.get(HERE), {"back": "1", "why": WHY}, action="/console/route/look")
    done = site.submit(look, action="/console/route")

    assert "收回设置" in look.html
    assert "没有单独设置" in done.words


def test_what_is_wrong_stands_at_its_field_and_comes_back_to_be_changed() -> None:
    site = Console().site()

    wrong = site.submit(site.get(HERE), {**ROUTE, "mode": "api"}, action="/console/route/look")
    unseen = site.submit(site.get(HERE), {**ROUTE, "why": UNSEEN}, action="/console/route/look")
    look = site.submit(site.get(HERE), ROUTE, action="/console/route/look")
    again = site.submit(look, action="/console/route/look")

    assert wrong.status == 422
    assert any("接口方式" in words for words in wrong.errors)
    assert told_of_unseen(unseen)
    assert 'value="020-12345678"' in again.html


def test_a_citys_operator_sets_their_city_and_finds_no_other() -> None:
    desk = Console()

    assert desk.site(CITY).get(HERE).status == 200
    assert desk.site(FAR).get(HERE).status == 404
    assert desk.site(CITY).get("/console/route?department=public_security&region=440000").status == 404
    assert (
        desk.site(replace(CITY, region="440300")).get("/console/route?department=x&region=440300").status
        == 404
    )
