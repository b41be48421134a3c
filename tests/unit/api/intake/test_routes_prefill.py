from dataclasses import replace
from typing import Any

from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import SourceCode
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.shared_data import FakeSharedData
from tests.unit.api.intake.test_routes_draft import put
from tests.unit.usecases.intake.test_prefill import people

VERIFIED, SOLDIER, UNVERIFIED = "Bearer verified", "Bearer soldier", "Bearer unverified"
ALL = [item.code for item in load_edition(CURRENT).items]


def world() -> tuple[Api, FakeSharedData]:
    sources = FakeSharedData(people())
    return Api(replace(house(), shared_data=sources)), sources


def begun(api: Api, who: str = VERIFIED, **more: Any) -> str:
    body = {"items": ALL, **more}
    answer = api.post("/v1/drafts", body, authorization=who, idempotency_key="key-00001")
    assert answer.status == 201
    return str(answer.headers["location"])


def prefilled(api: Api, path: str, who: str = VERIFIED) -> Answer:
    return api.send("POST", f"{path}/prefill", b"", {"authorization": who, "idempotency_key": "prefill-1"})


def consented(api: Api, path: str, code: str, *, given: bool = True, version: str = "2026-11-1") -> Answer:
    return put(api, f"{path}/consents/{code}", {"version": version, "given": given}, who=VERIFIED)


def test_each_value_comes_with_its_source_and_time_and_fields_are_counted() -> None:
    api, _ = world()

    answer = prefilled(api, begun(api))

    assert answer.status == 200
    draft = answer.json["draft"]
    sex = draft["sources"]["person.sex"]
    assert (sex["source_text"], sex["value"], sex["locked"]) == ("公安人口库", "male", True)
    assert sex["at"] == "2026-11-24T01:00:00Z"
    assert draft["tally"]["prefilled"] == len(draft["sources"]) > 20
    assert draft["tally"]["typed"] == 0
    assert [given["given_at"] for given in draft["consents"]] == [None, None, None]
    assert {source["state"] for source in answer.json["sources"]} == {"filled", "needs_consent"}


def test_consent_is_asked_for_each_kind_on_its_own_and_recorded_with_its_text() -> None:
    api, sources = world()
    path = begun(api)

    answer = consented(api, path, "bank_account")

    assert answer.status == 200
    given = {consent["code"]: consent["given_at"] for consent in answer.json["consents"]}
    assert given["bank_account"]
    assert given["medical_insurance"] is None
    assert prefilled(api, path).json["draft"]["form"]["bank"]["holder"] == "测试甲"
    assert consented(api, path, "bank_account", version="2020-01-1").code == "unknown-consent"
    assert "bank" not in consented(api, path, "bank_account", given=False).json["form"]
    assert not any(query.source is SourceCode.MEDICAL_INSURANCE for query in sources.asked)


def test_a_locked_value_is_changed_only_with_a_reason() -> None:
    api, _ = world()
    path = begun(api)
    prefilled(api, path)
    body: dict[str, Any] = {"sections": {"person": {"ethnicity": "壮族"}}}

    refused = put(api, path, body, who=VERIFIED, if_match="*")
    corrected = put(
        api, path, {**body, "corrections": {"person.ethnicity": "户口簿为壮族"}}, who=VERIFIED, if_match="*"
    )

    assert [error["pointer"] for error in refused.json["errors"]] == ["/sections/person/ethnicity"]
    source = corrected.json["sources"]["person.ethnicity"]
    assert (source["value"], source["corrected"]) == ("汉族", "户口簿为壮族")
    assert corrected.json["form"]["person"]["ethnicity"] == "壮族"


def test_who_is_not_verified_is_not_filled_in() -> None:
    api, sources = world()

    answer = prefilled(api, begun(api, UNVERIFIED), UNVERIFIED)

    assert (answer.status, answer.code) == (403, "identity-unverified")
    assert sources.asked == []


@each("who", [SOLDIER, "Bearer clerk", "Bearer far-clerk"])
def test_anothers_draft_is_neither_filled_nor_consented_to(who: str) -> None:
    api, sources = world()
    path = begun(api)

    consent = put(api, f"{path}/consents/bank_account", {"version": "2026-11-1", "given": True}, who=who)

    assert consent.code == prefilled(api, path, who).code == "draft-not-found"
    assert sources.asked == []


def test_operators_see_which_sources_fail_and_nobody_else_does() -> None:
    api, sources = world()
    sources.failing[SourceCode.POPULATION] = "HTTP 503"
    prefilled(api, begun(api))

    answer = api.get("/v1/operator/source-failures", authorization="Bearer operator")

    (entry,) = answer.json["entries"]
    assert (entry["source_text"], entry["count"], entry["error"]) == ("公安人口库", 1, "HTTP 503")
    assert api.get("/v1/operator/source-failures", authorization=VERIFIED).status == 403


def test_the_forms_schema_says_whence_a_field_comes() -> None:
    api, _ = world()

    person = api.get(begun(api), authorization=VERIFIED).json["form_schema"]["properties"]["person"][
        "properties"
    ]

    assert (person["sex"]["x-source"], person["sex"]["x-locked"]) == ("population", True)
    assert person["name"]["x-source"] == "identity"
    assert "x-source" not in person["phone"]


TYPED: dict[str, Any] = {
    "person": {"phone": "10000000001", "education": "senior_middle"},
    "destination": {
        "town": "示例街道",
        "address": "广东省广州市天河区示例路1号",
        "ground": "enlistment_household",
    },
    "household": {
        "police_station": "示例派出所",
        "move_in_address": "广东省广州市天河区示例路1号",
        "landing_type": "own_home",
    },
    "identity_card": {"reason": "renew"},
    "driving": {"medical_check": "networked"},
    "insurance": {
        "pension_type": "flexible",
        "pension_start": "2026-12",
        "pension_base": 5000,
        "card_bank": "示例银行天河支行",
        "photo_consent": True,
        "medical_request": "enrol",
        "medical_type": "flexible",
        "medical_start": "2026-12",
    },
    "employment": {
        "job_status": "unemployed",
        "wants_training": True,
        "training_trade": "电工",
        "wants_guidance": True,
        "desired_occupation": "电气设备安装",
    },
    "reserve": {"speciality": "通信"},
    "delivery": {"method": "pick_up"},
}


def test_the_whole_of_twelve_items_takes_at_most_twenty_five_fields_of_typing() -> None:
    api, _ = world()
    path = begun(api)
    for code in ("bank_account", "social_insurance", "medical_insurance"):
        consented(api, path, code)
    form = prefilled(api, path).json["draft"]["form"]

    saved = put(
        api,
        path,
        {"sections": {name: {**form.get(name, {}), **section} for name, section in TYPED.items()}},
        who=VERIFIED,
        if_match="*",
    )

    assert saved.json["remaining"] == []
    assert saved.json["tally"] == {"typed": 25, "prefilled": 31, "answered": 0, "left": 0}
    body = {"draft": saved.json["draft_id"]}
    submitted = api.post("/v1/cases", body, authorization=VERIFIED, idempotency_key="submit-01")
    assert submitted.status == 202
