from dataclasses import replace
from typing import Any

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.ports.deps import Deps
from tests.support.api_case import submit
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.guide_answers import CONSCRIPT
from tests.support.samples import sample

ROUTES, ROLLOUT = "/v1/operator/routes", "/v1/operator/rollout"
ASKED = f"{ROUTES}?department=public_security&region=440106"
ROUTE = {"name": "天河区分局", "endpoint": "https://tianhe.example/items", "secret": "public_security-tianhe"}
CHANGE = {"department": "public_security", "region": "440106", "route": ROUTE, "reason": "系统上线"}
WAY = "请携带材料到办证窗口办理。"
OFF = {
    "items": ["identity_card"],
    "channels": ["yue_sheng_shi"],
    "stage": "off",
    "since": "2026-11-01",
    "way": WAY,
}
TURNED_OFF = {"city": "440100", "entries": [OFF], "reason": "分批上线"}


def deps() -> Deps:
    made = house(store=FakeCaseStore())
    offices = SetOffices(load_offices(""), made.store, clock=FakeClock(), guarded=True)
    return replace(made, offices=offices)


def get(api: Api, path: str, who: str = "operator") -> Answer:
    return api.get(path, authorization=f"Bearer {who}")


def put(api: Api, path: str, body: Any, etag: str | None, who: str = "operator") -> Answer:
    match = {} if etag is None else {"if_match": etag}
    return api.put(path, body, authorization=f"Bearer {who}", **match)


def test_a_route_is_set_over_the_version_that_was_read_and_serves_at_once() -> None:
    api = Api(deps())
    before = get(api, ASKED)

    answer = put(api, ROUTES, CHANGE, before.headers["etag"])

    assert before.json["entries"][0]["serving"]["mode"] == "worklist"
    assert (answer.status, answer.json["version"]) == (200, 1)
    assert answer.json["serving"]["endpoint"] == "https://tianhe.example/items"
    assert answer.json["region_name"] == "天河区"
    after = get(api, ASKED)
    assert after.headers["etag"] == answer.headers["etag"]
    assert after.json["changes"][0]["operator"] == "operator"
    assert after.json["changes"][0]["after"] == {"route": {**ROUTE, "mode": "api", "telephone": None}}


@pytest.mark.parametrize(
    ("path", "asked", "body"), [(ROUTES, ASKED, CHANGE), (ROLLOUT, f"{ROLLOUT}?city=440100", TURNED_OFF)]
)
def test_without_the_present_version_nothing_is_set(path: str, asked: str, body: Any) -> None:
    api = Api(deps())
    etag = get(api, asked).headers["etag"]
    put(api, path, body, etag)

    stale, missing = put(api, path, body, etag), put(api, path, body, None)

    assert (stale.status, stale.code) == (412, "version-changed")
    assert (missing.status, missing.code) == (428, "if-match-missing")


@each(
    "changed, pointer",
    [
        ({"route": {**ROUTE, "endpoint": "https://169.254.169.254/"}}, "/route/endpoint"),
        ({"route": {**ROUTE, "endpoint": "http://office.example/"}}, "/route/endpoint"),
        ({"route": {**ROUTE, "endpoint": ""}}, "/route/endpoint"),
        ({"route": {**ROUTE, "mode": "worklist"}}, "/route/endpoint"),
        ({"route": {**ROUTE, "secret": "form"}}, "/route/secret"),
        ({"route": {**ROUTE, "secret": "mobilization"}}, "/route/secret"),
        ({"route": {**ROUTE, "key": "whsec_AAAA"}}, "/route/key"),
        ({"region": "110000"}, "/region"),
        ({"department": "police"}, "/department"),
        ({"reason": ""}, "/reason"),
    ],
)
def test_a_route_that_cannot_be_is_refused_at_its_place(changed: dict[str, Any], pointer: str) -> None:
    api = Api(deps())

    answer = put(api, ROUTES, {**CHANGE, **changed}, get(api, ASKED).headers["etag"])

    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert "whsec_" not in answer.text


@pytest.mark.parametrize(
    ("path", "asked", "body"), [(ROUTES, ASKED, CHANGE), (ROLLOUT, f"{ROLLOUT}?city=440100", TURNED_OFF)]
)
def test_another_regions_settings_do_not_exist(path: str, asked: str, body: Any) -> None:
    api = Api(deps())

    assert get(api, asked, "far-operator").status == 404
    assert put(api, path, body, "*", "far-operator").status == 404
    assert get(api, asked, "soldier").status == 403


def test_an_item_that_is_off_is_told_by_the_guide_and_cannot_be_submitted_there() -> None:
    api = Api(deps())
    put(api, ROLLOUT, TURNED_OFF, get(api, f"{ROLLOUT}?city=440100").headers["etag"])

    guide = api.post("/v1/guide/assessment", {"answers": CONSCRIPT, "items": ["identity_card"]}).json
    refused = api.post(
        "/v1/cases?channel=yue_sheng_shi",
        sample(),
        authorization="Bearer soldier",
        idempotency_key="key-0001",
    )

    channels = {one["channel"]: one for one in guide["items"][0]["channels"]}
    assert (channels["yue_sheng_shi"]["open"], channels["yue_sheng_shi"]["way"]) == ("no", WAY)
    assert channels["window"]["open"] == "yes"
    assert (refused.status, refused.code) == (422, "item-not-offered")
    (error,) = refused.json["errors"]
    assert error["pointer"] == "/items/4"
    assert "居民身份证申领" in error["detail"]
    assert WAY in error["detail"]
    assert submit(api, key="key-0002").status == 202


def test_a_city_shows_what_is_not_live_today_and_who_changed_it() -> None:
    api = Api(deps())
    first = get(api, f"{ROLLOUT}?city=440100")
    put(api, ROLLOUT, TURNED_OFF, first.headers["etag"])

    shown = get(api, f"{ROLLOUT}?city=440100").json

    assert first.json["not_live"] == []
    assert [(one["item"], one["channel_text"], one["stage_text"]) for one in shown["not_live"]] == [
        ("identity_card", "粤省事", "未开通")
    ]
    assert (shown["city_name"], shown["version"], shown["changes"][0]["reason"]) == ("广州市", 1, "分批上线")
    assert shown["entries"][0]["way"] == WAY


def test_a_channel_that_is_none_is_refused_by_name() -> None:
    answer = Api(deps()).post(
        "/v1/cases?channel=pigeon", sample(), authorization="Bearer soldier", idempotency_key="key-0001"
    )

    assert (answer.status, answer.code) == (422, "unknown-filter")
    assert answer.json["errors"][0]["pointer"] == "/channel"
