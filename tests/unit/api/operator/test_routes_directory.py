from typing import Any

from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore

PLACE, PLACES, PUBLIC = "/v1/operator/directory", "/v1/operator/directories", "/v1/guide/offices"
ASKED = f"{PLACE}?region=440106"
ENTRY = {"source": "示例公告", "address": "示例路1号", "telephone": "020-12345678"}
PLACED = {"department": "public_security", "region": "440106", "entry": ENTRY}
CHANGE = {**PLACED, "reason": "核实后登记"}
HERE = f"{PUBLIC}?city=440100&county=440106"


def get(api: Api, path: str) -> Answer:
    return api.get(path, authorization="Bearer operator")


def put(api: Api, body: Any, etag: str | None) -> Answer:
    match = {} if etag is None else {"if_match": etag}
    return api.put(PLACE, body, authorization="Bearer operator", **match)


def api() -> Api:
    return Api(house(store=FakeCaseStore()))


def test_an_entry_is_set_over_the_version_that_was_read_and_told_to_anybody() -> None:
    here = api()
    before, unknown = get(here, ASKED), here.get(f"{HERE}&item=identity_card").json["entries"][0]

    answer = put(here, CHANGE, before.headers["etag"])

    told = here.get(f"{HERE}&item=identity_card").json["entries"][0]
    assert (answer.status, answer.json["version"]) == (200, 1)
    assert unknown["contact"]["address"] is None
    assert "12345" in unknown["unknown_text"]
    assert told["contact"]["address"] == "示例路1号"
    assert told["unknown_text"] == "办公时间、监督电话待核定，可拨打12345政务服务便民热线询问。"
    assert get(here, ASKED).json["changes"][0]["operator"] == "operator"
    assert [one["region"] for one in get(here, f"{PLACES}?city=440100").json["entries"]] == ["440106"]


def test_without_the_present_version_nothing_is_set() -> None:
    here = api()
    etag = get(here, ASKED).headers["etag"]
    put(here, CHANGE, etag)

    stale, missing = put(here, CHANGE, etag), put(here, CHANGE, None)

    assert (stale.status, stale.code) == (412, "version-changed")
    assert (missing.status, missing.code) == (428, "if-match-missing")


@each(
    "entry, pointer",
    [
        ({**ENTRY, "map_link": "http://map.example"}, "/entry/map_link"),
        ({**ENTRY, "supervision": "电话"}, "/entry/supervision"),
        ({"address": "示例路1号"}, "/entry/source"),
        ({**ENTRY, "items": [{"item": "driving"}, {"item": "driving"}]}, "/entry/items/1/item"),
        ({**ENTRY, "items": [{"item": "discharge_report"}]}, "/entry/items/0/item"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(entry: Any, pointer: str) -> None:
    here = api()

    answer = put(here, {**CHANGE, "entry": entry}, get(here, ASKED).headers["etag"])

    assert answer.status == 422
    assert [one["pointer"] for one in answer.json["errors"]] == [pointer]
    assert get(here, ASKED).json["version"] == 0


def test_many_are_brought_in_at_once_and_sent_again_change_nothing() -> None:
    here = api()
    body = {"entries": [PLACED], "reason": "成批登记"}

    first, again = (here.put(PLACES, body, authorization="Bearer operator") for _ in range(2))

    assert [one["changed"] for one in first.json["entries"]] == [True]
    assert [one["changed"] for one in again.json["entries"]] == [False]


@each(
    "query, status",
    [
        ("city=441900", 200),
        ("city=441900&county=441900121", 200),
        ("city=440100&county=440106&town=石牌街道", 200),
        ("city=440100&county=440106&item=no_such_item", 404),
    ],
)
def test_a_place_is_taken_as_the_guide_takes_it_and_an_item_that_is_none_is_not_found(
    query: str, status: int
) -> None:
    assert api().get(f"{PUBLIC}?{query}").status == status


@each(
    "query, pointer, words",
    [
        ("city=449900", "/city", "请填广东省的地级以上市"),
        ("city=440100&item=identity_card", "/county", "请填该市的县（市、区）"),
        ("city=440100&county=440303", "/county", "请填该市的县（市、区）"),
        ("city=441900&county=440106", "/county", "不设县"),
        ("city=441900&town=没有的镇", "/town", "镇（街道、园区）"),
    ],
)
def test_anybody_is_told_at_the_field_which_place_is_none(query: str, pointer: str, words: str) -> None:
    answer = api().get(f"{PUBLIC}?{query}")

    ((where, detail),) = [(one["pointer"], one["detail"]) for one in answer.json["errors"]]
    assert (answer.status, where) == (422, pointer)
    assert words in detail
