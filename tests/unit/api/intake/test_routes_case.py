from urllib.parse import quote

import pytest

from tests.support.api_case import CASE, PERSONAL, UNKNOWN, get, open_case, submit
from tests.support.api_deps import house
from tests.support.client import Api
from tests.support.each import each
from tests.support.samples import changed, sample


@each(
    "who, code",
    [
        ("stranger", "not-your-application"),
        ("unverified", "identity-unverified"),
        ("unreadable", "identity-unreadable"),
    ],
)
def test_another_persons_form_and_an_unknown_persons_are_refused(who: str, code: str) -> None:
    answer = submit(Api(house()), who=who)

    assert (answer.status, answer.code) == (403, code)


def test_a_submission_is_accepted_with_the_address_of_its_case() -> None:
    answer = submit(Api(house()))

    assert (answer.status, answer.headers["location"]) == (202, f"/v1/cases/{CASE}")
    assert answer.json["case_id"] == CASE
    assert answer.json["status_text"] == "办理中"


def test_the_same_key_and_form_give_the_same_receipt_and_another_form_is_refused() -> None:
    api = Api(house())

    first, again = submit(api), submit(api)
    other = submit(api, changed(person__phone="10000000002"))

    assert first.json == again.json
    assert (other.status, other.code) == (422, "idempotency-key-reused")


def test_a_submission_without_a_key_opens_nothing() -> None:
    api = Api(house())

    answer = api.post("/v1/cases", sample(), authorization="Bearer soldier")

    assert (answer.status, answer.code) == (400, "idempotency-key-missing")
    assert get(api, "/v1/cases").json["entries"] == []


@each(
    "body, pointer",
    [
        (changed(person__id_number="440106200301010011"), "/person/id_number"),
        (changed(person__name=1), "/person/name"),
        (changed(person__more="x"), "/person/more"),
        (changed(person=None), "/person/name"),
        (changed(items=[]), "/items"),
        (changed(items=["discharge_report", "discharge_report"]), "/items"),
        ([], ""),
    ],
)
def test_a_wrong_form_names_the_field_and_never_the_value(body: object, pointer: str) -> None:
    answer = submit(Api(house()), body)

    assert (answer.status, answer.code) == (422, "invalid-application")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert not any(value in answer.text for value in (*PERSONAL, "440106200301010011"))


def test_an_item_or_a_region_that_does_not_exist_is_refused() -> None:
    unknown_item = submit(Api(house()), changed(items=["fishing_licence"]))
    unknown_region = submit(Api(house()), changed(destination__county="440305"))

    assert (unknown_item.status, unknown_item.code) == (422, "unknown-item")
    assert (unknown_region.status, unknown_region.code) == (422, "unknown-region")


@each("who", ["stranger", "far-clerk", "far-operator"])
@each("path", ["/v1/cases/{}", "/v1/cases/{}/events"])
def test_somebody_elses_case_is_answered_exactly_like_an_unknown_one(path: str, who: str) -> None:
    api, _, _ = open_case()

    theirs, unknown = get(api, path.format(CASE), who), get(api, path.format(UNKNOWN), who)

    assert theirs.status == unknown.status == 404
    assert {**theirs.json, "instance": ""} == {**unknown.json, "instance": ""}
    assert theirs.headers == unknown.headers


def test_lists_hold_an_applicants_own_and_an_officials_region() -> None:
    api, _, _ = open_case()

    seen = {
        who: len(get(api, "/v1/cases", who).json["entries"])
        for who in ("soldier", "stranger", "clerk", "far-clerk", "operator")
    }

    assert seen == {"soldier": 1, "stranger": 0, "clerk": 1, "far-clerk": 0, "operator": 1}
    assert get(api, "/v1/cases", "staff").code == "forbidden"


def test_a_list_is_read_page_by_page() -> None:
    api = Api(house())
    for number in range(3):
        submit(api, key=f"key-000{number}")

    first = get(api, "/v1/cases?limit=2").json
    rest = get(api, f"/v1/cases?limit=2&cursor={first['cursor']}").json

    ids = [entry["case_id"] for page in (first, rest) for entry in page["entries"]]
    assert len(ids) == len(set(ids)) == 3
    assert rest["cursor"] is None
    assert get(api, "/v1/cases?status=closed").json["entries"] == []


def test_a_cursor_that_was_made_up_is_refused() -> None:
    answer = get(Api(house()), "/v1/cases?cursor=abc")

    assert (answer.status, answer.code) == (422, "bad-cursor")


@pytest.mark.parametrize("who", ["soldier", "clerk"])
def test_a_case_is_found_by_its_number_however_it_is_written(who: str) -> None:
    api, _, reference = open_case()
    wide = "".join(chr(ord(one) + 0xFEE0) for one in reference)

    for written in (reference, reference.lower(), f" {reference[:8]} {reference[8:]} ", wide):
        found = get(api, f"/v1/cases?reference={quote(written)}", who)
        assert [one["reference"] for one in found.json["entries"]] == [reference]


@each("part", ["TY", "TY261124", "00000001"])
def test_a_part_of_a_number_is_told_what_a_whole_one_looks_like(part: str) -> None:
    api, _, _ = open_case()

    answer = get(api, f"/v1/cases?reference={part}", "clerk")

    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/reference")
    assert "共十七位" in answer.json["errors"][0]["detail"]


def test_a_wrong_part_of_an_address_is_told_what_is_wanted_there() -> None:
    api, _, _ = open_case()

    answer = get(api, "/v1/cases/TY261124")

    assert (answer.status, answer.code) == (404, "case-not-found")
    assert "例如" in answer.json["errors"][0]["detail"]
