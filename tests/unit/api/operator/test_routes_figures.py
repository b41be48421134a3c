from typing import Any

import pytest

from functions.domain.catalogue.law import publishes_notice
from functions.domain.deadlines.notice_words import notice_term
from tests.support.api_case import submit
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.figures import proposed_figure
from tests.support.guide_answers import CONSCRIPT

FIGURES = "/v1/operator/figures"
HERE = f"{FIGURES}?place=440106"
PROPOSED = {"place": "440106", "figures": [proposed_figure()], "reason": "按公布的办事指南"}


def api() -> Api:
    return Api(house(store=FakeCaseStore()))


def get(of: Api, path: str, who: str = "operator") -> Answer:
    return of.get(path, authorization=f"Bearer {who}")


def post(of: Api, path: str, body: Any, who: str = "operator") -> Answer:
    return of.post(f"{FIGURES}/{path}", body, authorization=f"Bearer {who}", idempotency_key="key-0001")


def decide(of: Api, waiting: Any, who: str, *, confirm: bool = True) -> Answer:
    ids = [one["proposal"] for one in waiting]
    body = {"place": "440106", "proposals": ids, "confirm": confirm, "reason": "与来源核对一致"}
    return post(of, "decisions", body, who)


def test_a_figure_is_proposed_by_one_confirmed_by_another_and_told_with_both() -> None:
    of = api()

    waiting = post(of, "proposals", PROPOSED).json["waiting"]
    own = decide(of, waiting, "operator")
    found = decide(of, waiting, "second-operator").json

    (standing,) = found["standing"]
    assert (waiting[0]["figure_text"], waiting[0]["value_text"]) == ("承诺办结时限", "3 个工作日")
    assert (own.status, own.json["code"]) == (409, "second-check-needed")
    assert (standing["proposed_by"], standing["checked_by"]) == ("operator", "second-operator")
    assert found["waiting"] == []
    assert [one["value_text"] for one in found["holding"] if one["item"] == "household_registration"] == [
        "3 个工作日"
    ]
    assert [one["operator"] for one in found["changes"]] == ["second-operator", "operator"]


def test_the_guide_and_the_next_case_follow_and_the_open_case_does_not() -> None:
    of = api()
    before = submit(of).json["case_id"]
    decide(of, post(of, "proposals", PROPOSED).json["waiting"], "second-operator")

    told = of.post(
        "/v1/guide/assessment", {"answers": {**CONSCRIPT, "city": "440100", "county": "440106"}}
    ).json
    after = submit(of, key="key-0002").json["case_id"]

    limits = {one["code"]: one["time_limits"] for one in told["items"]}["household_registration"]
    shown = [get(of, f"/v1/cases/{case}", "soldier").json for case in (before, after)]
    texts = [
        next(one["due_basis_text"] for one in case["items"] if one["code"] == "household_registration")
        for case in shown
    ]
    assert limits[0]["text"] == "3 个工作日"
    assert texts[0].startswith("本系统关注期限")
    assert texts[1].startswith("承诺办结时限")
    assert shown[0]["edition"] != shown[1]["edition"]


def test_the_guide_of_a_place_is_asked_for_by_its_codes() -> None:
    of = api()
    decide(of, post(of, "proposals", PROPOSED).json["waiting"], "second-operator")

    def limit(query: str) -> str:
        items = {one["code"]: one for one in of.get(f"/v1/guide{query}").json["items"]}
        return str(items["household_registration"]["time_limits"][0]["text"])

    here = of.get("/v1/guide?city=440100&county=440106")
    found = [limit(query) for query in ("", "?city=440100", "?city=440100&county=440106")]
    again = of.get("/v1/guide?city=440100&county=440106", if_none_match=here.headers["etag"])
    assert found == ["待核定", "待核定", "3 个工作日"]
    assert (again.status, here.headers["etag"] != of.get("/v1/guide").headers["etag"]) == (304, True)
    for query in ("?city=449900", "?county=440106", "?city=440100&county=440304"):
        assert of.get(f"/v1/guide{query}").status == 404


def test_what_an_office_has_published_of_its_notice_is_told_as_its_own_word() -> None:
    of = api()
    notice = proposed_figure(figure="notice", notice="published", value=None, unit=None, item="identity_card")
    decide(of, post(of, "proposals", {**PROPOSED, "figures": [notice]}).json["waiting"], "second-operator")
    case = submit(of).json["case_id"]

    edition = of.deps.editions(of.deps.store.ledger(case).case.edition)

    assert publishes_notice("identity_card", edition)
    assert notice_term(bound=False, published=True).startswith("办理机关公布，在五个工作日内告知")


@each(
    "changed, pointer",
    [
        ({"value": None}, "/figures/0/value"),
        ({"value": 0}, "/figures/0/value"),
        ({"after": ["identity_card"]}, "/figures/0/after"),
        ({"figure": "watch_days"}, "/figures/0/figure"),
        ({"figure": "material.household_book", "unit": None, "value": None}, "/figures/0/obtained"),
        (
            {"figure": "material.household_book", "unit": None, "value": None, "obtained": "earlier_item"},
            "/figures/0/produced_by",
        ),
        ({"source": None}, "/figures/0/source"),
        ({"since": "20261124"}, "/figures/0/since"),
    ],
    ids=[
        "no value",
        "none",
        "too much",
        "no figure",
        "no source of it",
        "made by none",
        "no source",
        "no day",
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(
    changed: dict[str, Any], pointer: str
) -> None:
    of = api()

    answer = post(of, "proposals", {**PROPOSED, "figures": [proposed_figure(**changed)]})

    assert answer.status == 422
    assert [one["pointer"] for one in answer.json["errors"]] == [pointer]
    assert get(of, HERE).json["version"] == 0


def test_the_same_figure_of_one_day_is_named_once() -> None:
    answer = post(api(), "proposals", {**PROPOSED, "figures": [proposed_figure(), proposed_figure(value=4)]})

    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/figures/1")


def test_two_states_are_compared_and_what_waits_is_listed() -> None:
    of = api()
    waiting = post(of, "proposals", PROPOSED).json["waiting"]
    listed = get(of, f"{FIGURES}/waiting").json["entries"]
    decide(of, waiting, "second-operator")

    found = get(of, f"{FIGURES}/comparison?place=440106&before=0&after=2").json["entries"]

    assert [one["proposal"] for one in listed] == [waiting[0]["proposal"]]
    assert [(one["before"], one["after"]["value_text"]) for one in found] == [(None, "3 个工作日")]
    assert get(of, f"{FIGURES}/comparison?place=440106&before=0&after=7").status == 404
    assert get(of, f"{FIGURES}/waiting").json["entries"] == []


@pytest.mark.parametrize("who", ["soldier", "clerk"])
def test_nobody_else_sets_figures(who: str) -> None:
    assert get(api(), HERE, who).status == 403
    assert post(api(), "proposals", PROPOSED, who).status == 403


def test_a_place_is_told_as_the_fields_of_the_provinces_system() -> None:
    table = get(api(), f"{FIGURES}/items?place=440106").json

    rows = {row["item"]: row for row in table["rows"]}
    assert len(rows) == 12
    assert (rows["identity_card"]["promise_day"], rows["identity_card"]["promise_type"]) == ("25", "2")
    assert {one["name"] for one in table["columns"] if one["public"]} >= {"promise_day", "anticipate_day"}
    assert [row["item"] for row in get(api(), f"{FIGURES}/items?place=mobilization-440106").json["rows"]] == [
        "reserve_registration"
    ]
