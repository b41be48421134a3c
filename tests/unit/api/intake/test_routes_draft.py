import json
from dataclasses import replace
from typing import Any

import pytest

from tests.support.api_case import submit
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.damaged_draft import DamagedDraft
from tests.support.samples import sample

SOLDIER = "Bearer soldier"
ITEMS = {"items": ["discharge_report", "economic_subsidy"]}
NOBODYS = "/v1/drafts/00000000-0000-4000-8000-000000000009"


def begun(api: Api, who: str = SOLDIER, **more: Any) -> Answer:
    return api.post("/v1/drafts", {**ITEMS, **more}, authorization=who, idempotency_key="key-00001")


def put(api: Api, path: str, body: object, *, who: str = SOLDIER, **headers: str) -> Answer:
    given = {"content_type": "application/json", "authorization": who, **headers}
    return api.send("PUT", path, json.dumps(body).encode(), given)


def delete(api: Api, path: str, *, who: str = SOLDIER, **headers: str) -> Answer:
    return api.send("DELETE", path, b"", {"authorization": who, **headers})


def test_a_draft_is_begun_with_an_address_a_version_and_an_end() -> None:
    api = Api(house())

    answer = begun(api)

    assert answer.status == 201
    assert answer.headers["location"] == f"/v1/drafts/{answer.json['draft_id']}"
    assert answer.headers["etag"] == '"draft-1"'
    assert answer.json["expires_at"].startswith("2027-01-23")
    assert {error["pointer"] for error in answer.json["remaining"]} >= {"/person/name", "/bank/account"}
    assert begun(api).json == answer.json


def test_it_is_saved_in_parts_over_the_version_that_was_read() -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    first = put(api, path, {"sections": {"person": {"name": "测试甲"}}}, if_match='"draft-1"')
    second = put(api, path, {"sections": {"bank": {"holder": "测试甲"}}}, if_match='"draft-2"')

    assert (first.status, second.status) == (200, 200)
    read = api.get(path, authorization=SOLDIER)
    assert read.json["form"] == {"person": {"name": "测试甲"}, "bank": {"holder": "测试甲"}}
    assert read.headers["etag"] == second.headers["etag"] == '"draft-3"'
    assert api.get(path, authorization=SOLDIER, if_none_match='"draft-3"').status == 304


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [({}, 428, "if-match-missing"), ({"if_match": '"draft-9"'}, 412, "draft-changed")],
)
def test_a_version_that_was_not_read_changes_nothing(headers: dict[str, str], status: int, code: str) -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    for answer in (put(api, path, {"sections": {}}, **headers), delete(api, path, **headers)):
        assert (answer.status, answer.code) == (status, code)
    assert api.get(path, authorization=SOLDIER).headers["etag"] == '"draft-1"'


def test_a_wrong_value_is_named_and_not_repeated() -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    answer = put(api, path, {"sections": {"person": {"phone": "ZZ13900000000"}}}, if_match="*")

    assert (answer.status, answer.code) == (422, "invalid-draft")
    assert [error["pointer"] for error in answer.json["errors"]] == ["/sections/person/phone"]
    assert "ZZ13900000000" not in answer.text


@each(
    "body, pointer",
    [
        ({"sections": {"Person": {}}}, "/sections/Person"),
        ({"sections": []}, "/sections"),
        ({"sections": {"person": 5}}, "/sections/person"),
        ({"sections": {"surprise": {"a": 1}}}, "/sections/surprise"),
        ({"surprise": 1}, "/surprise"),
        ({"items": []}, "/items"),
        ({"items": ["discharge_report", "discharge_report"]}, "/items"),
    ],
)
def test_a_body_of_another_shape_is_refused_by_name(body: object, pointer: str) -> None:
    api = Api(house())

    answer = put(api, begun(api).headers["location"], body, if_match="*")

    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_a_draft_is_deleted() -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    answer = delete(api, path, if_match='"draft-1"')

    assert (answer.status, answer.text) == (204, "")
    assert api.get(path, authorization=SOLDIER).code == "draft-not-found"


@each("who", ["Bearer stranger", "Bearer clerk", "Bearer far-clerk"])
def test_anothers_draft_is_as_one_that_does_not_exist(who: str) -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    for place in (path, NOBODYS, "/v1/drafts/none"):
        for answer in (
            api.get(place, authorization=who),
            put(api, place, {"sections": {}}, who=who, if_match="*"),
            delete(api, place, who=who, if_match="*"),
        ):
            assert (answer.status, answer.code) == (404, "draft-not-found")


@pytest.mark.parametrize("who", ["Bearer operator", "Bearer staff"])
def test_only_applicants_and_clerks_have_drafts(who: str) -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    assert api.get(path, authorization=who).status == 403


def test_an_unknown_item_is_named() -> None:
    answer = Api(house()).post(
        "/v1/drafts", {"items": ["marriage"]}, authorization=SOLDIER, idempotency_key="key-00001"
    )

    assert (answer.status, answer.code) == (422, "unknown-item")
    assert answer.json["errors"][0]["pointer"] == "/items/0"


def filled(api: Api) -> str:
    """The id of a draft with the whole sample in it."""
    sections = sample()
    begun_ = api.post(
        "/v1/drafts", {"items": sections.pop("items")}, authorization=SOLDIER, idempotency_key="key-00001"
    )
    answer = put(api, begun_.headers["location"], {"sections": sections}, if_match="*")
    assert answer.status == 200
    return str(answer.json["draft_id"])


def submitted(api: Api, draft: str, key: str = "submit-01", who: str = SOLDIER) -> Answer:
    return api.post("/v1/cases", {"draft": draft}, authorization=who, idempotency_key=key)


def test_a_finished_draft_is_submitted_once() -> None:
    api = Api(house())
    draft = filled(api)

    answer = submitted(api, draft)

    assert answer.status == 202
    assert submitted(api, draft).json == answer.json
    assert submitted(api, draft, "submit-02").json == answer.json
    assert api.get(f"/v1/drafts/{draft}", authorization=SOLDIER).code == "draft-not-found"
    assert api.get(answer.headers["location"], authorization=SOLDIER).status == 200


def test_an_unfinished_draft_tells_everything_at_once() -> None:
    api = Api(house())

    answer = submitted(api, begun(api).json["draft_id"])

    assert (answer.status, answer.code) == (422, "invalid-application")
    assert {"/person/name", "/destination/city", "/bank/account"} <= {
        error["pointer"] for error in answer.json["errors"]
    }


@each(
    "body, pointer",
    [
        ({"draft": "x"}, "/draft"),
        ({"draft": 5}, "/draft"),
        ({"draft": "00000000-0000-4000-8000-000000000009", "items": []}, "/items"),
        ({"items": []}, "/items"),
        ([], ""),
    ],
)
def test_a_submission_of_neither_shape_is_refused_by_name(body: object, pointer: str) -> None:
    answer = Api(house()).post("/v1/cases", body, authorization=SOLDIER, idempotency_key="submit-01")

    assert (answer.status, answer.code) == (422, "invalid-application")
    assert pointer in {error["pointer"] for error in answer.json["errors"]}


@pytest.mark.slow
@each("who", ["Bearer stranger", "Bearer clerk", "Bearer far-clerk"])
def test_anothers_draft_cannot_be_submitted(who: str) -> None:
    api = Api(house())

    assert submitted(api, filled(api), who=who).code == "draft-not-found"


def test_the_form_of_the_chosen_items_comes_with_the_draft() -> None:
    schema = begun(Api(house())).json["form_schema"]

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["properties"]) == {"person", "service", "destination", "bank", "held"}
    assert schema["properties"]["person"]["properties"]["phone"]["title"] == "手机号码"


def test_a_whole_form_too_is_told_everything_at_once() -> None:
    form = sample()
    del form["person"]["phone"]
    form["person"]["birth_date"] = "2003-01-02"
    form["driving"] = {"licence": "valid"}
    form["bank"]["holder"] = "测试乙"

    answer = Api(house()).post("/v1/cases", form, authorization=SOLDIER, idempotency_key="submit-01")

    assert answer.code == "invalid-application"
    assert {error["pointer"] for error in answer.json["errors"]} == {
        "/person/phone",
        "/person/birth_date",
        "/bank/holder",
        *(f"/driving/{name}" for name in ("licence_class", "licence_number", "valid_until", "medical_check")),
    }


@each(
    "body",
    [{"items": 5}, {"items": ["discharge_report"], "person": 5}, {"items": [5]}, {"x": 1}, [], 5, None],
)
def test_what_is_no_form_is_refused_by_name_too(body: object) -> None:
    answer = Api(house()).post("/v1/cases", body, authorization=SOLDIER, idempotency_key="submit-01")

    assert (answer.status, answer.code) == (422, "invalid-application")
    assert answer.json["errors"]


def patch(api: Api, path: str, body: object, *, if_match: str) -> Answer:
    given = {"content_type": "application/json", "authorization": SOLDIER, "if_match": if_match}
    return api.send("PATCH", path, json.dumps(body).encode(), given)


def test_a_patch_of_one_field_leaves_its_neighbours_and_null_takes_one_away() -> None:
    api = Api(house())
    path = begun(api).headers["location"]
    person = {"name": "测试甲", "phone": "10000000001", "contact_address": "示例路1号"}
    put(api, path, {"sections": {"person": person, "bank": {"holder": "测试甲"}}}, if_match='"draft-1"')

    changed = patch(api, path, {"sections": {"person": {"phone": "+86 100 0000 0002"}}}, if_match='"draft-2"')
    emptied = patch(
        api, path, {"sections": {"person": {"contact_address": None}, "bank": None}}, if_match='"draft-3"'
    )

    assert changed.json["form"]["person"] == {**person, "phone": "10000000002"}
    assert emptied.json["form"] == {"person": {"name": "测试甲", "phone": "10000000002"}}


def test_a_patch_reaches_into_a_section_of_a_section() -> None:
    api = Api(house())
    opened = api.post(
        "/v1/drafts",
        {"items": ["household_registration"]},
        authorization=SOLDIER,
        idempotency_key="key-00002",
    )
    path = opened.headers["location"]
    host = {"name": "测试乙", "relation": "parent"}
    put(api, path, {"sections": {"household": {"host": host}}}, if_match='"draft-1"')

    changed = patch(
        api, path, {"sections": {"household": {"host": {"relation": None}}}}, if_match='"draft-2"'
    )

    assert changed.json["form"] == {"household": {"host": {"name": "测试乙"}}}


@each(
    "body, status, pointer",
    [
        ({"sections": {"person": {"phone": "电话"}}}, 422, "/sections/person/phone"),
        ({"sections": {"person": {"nickname": None}}}, 422, "/sections/person/nickname"),
        ({"sections": {"nowhere": {"name": "甲"}}}, 422, "/sections/nowhere"),
        ({"sections": {"driving": {"licence": "valid"}}}, 422, "/sections/driving/licence"),
    ],
)
def test_a_patch_that_cannot_be_changes_nothing(body: object, status: int, pointer: str) -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    answer = patch(api, path, body, if_match='"draft-1"')

    assert (answer.status, answer.json["errors"][0]["pointer"]) == (status, pointer)
    assert api.get(path, authorization=SOLDIER).headers["etag"] == '"draft-1"'


def test_ones_own_open_drafts_are_listed_and_nobody_elses() -> None:
    api = Api(house())
    path = begun(api).headers["location"]

    mine = api.get("/v1/drafts", authorization=SOLDIER).json
    others = [api.get("/v1/drafts", authorization=f"Bearer {who}").json for who in ("stranger", "clerk")]
    delete(api, path, if_match='"draft-1"')

    assert [f"/v1/drafts/{one['draft_id']}" for one in mine["entries"]] == [path]
    assert "form" not in mine["entries"][0]
    assert others == [{"entries": [], "cursor": None, "unreadable": []}] * 2
    assert api.get("/v1/drafts", authorization=SOLDIER).json["entries"] == []


def test_a_draft_that_cannot_be_read_is_named_beside_the_others() -> None:
    deps = house()
    store = DamagedDraft(deps.clock)
    api = Api(replace(deps, store=store))
    store.draft = begun(api).json["draft_id"]
    kept = api.post("/v1/drafts", ITEMS, authorization=SOLDIER, idempotency_key="key-00002").json["draft_id"]

    listed = api.get("/v1/drafts", authorization=SOLDIER).json

    assert [one["draft_id"] for one in listed["entries"]] == [kept]
    assert listed["unreadable"] == [store.draft]


def test_a_draft_tells_what_was_applied_for_already_and_so_does_its_submission() -> None:
    api = Api(house(by_person=True))
    reference = submit(api, {**sample(), "items": ["discharge_report"]}).json["reference"]

    draft = begun(api).json
    refused = submit(api, {**sample(), "items": ["economic_subsidy", "discharge_report"]}, key="key-0002")

    (taken,) = draft["taken"]
    assert (taken["code"], taken["reference"]) == ("discharge_report", reference)
    assert draft["remaining"][0] == {"pointer": "/items/0", "detail": taken["text"]}
    assert (refused.status, refused.json["code"]) == (409, "item-already-applied")
    assert refused.json["errors"] == [{"pointer": "/items/1", "detail": taken["text"]}]
