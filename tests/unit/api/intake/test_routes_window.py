from typing import Any

import pytest

from schemas.choices import MANDATES
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.samples import sample
from tests.unit.api.intake.test_routes_draft import delete, filled, put, submitted

CLERK, SOLDIER = "Bearer clerk", "Bearer soldier"
MANDATE = {"how": "in_person", "evidence": "核验单-0001"}
WHO = {"name": "测试甲", "id_number": "440106200301010010", "purpose": "申请人到窗口查询进度"}


def posted(api: Api, path: str, body: object = None, who: str = CLERK) -> Answer:
    return api.post(path, body if body is not None else b"", authorization=who, idempotency_key="window-01")


def drafted(api: Api, who: str = CLERK) -> Answer:
    sections = sample()
    begun = posted(api, "/v1/drafts", {"items": sections.pop("items"), "on_behalf_of": MANDATE}, who)
    return put(api, begun.headers["location"], {"sections": sections}, who=who, if_match="*")


def handed_in(api: Api) -> str:
    answer = submitted(api, drafted(api).json["draft_id"], who=CLERK)
    assert answer.status == 202
    return str(answer.json["case_id"])


def test_a_clerk_submits_on_behalf_and_prints_the_receipt() -> None:
    api = Api(house(by_person=True))

    receipt = api.get(f"/v1/cases/{handed_in(api)}/receipt", authorization=CLERK)

    assert receipt.status == 200
    assert receipt.json["mandate"] == MANDATE
    assert receipt.json["mandate_text"] == f"{MANDATES[MANDATE['how']]}，编号 {MANDATE['evidence']}"
    assert receipt.json["office"] == "440106"
    assert receipt.json["id_number"] == "440*************10"
    assert "440106200301010010" not in receipt.text
    assert len(receipt.json["items"]) == 12


def test_what_the_receipt_promises_is_so_its_number_finds_the_case_at_the_window() -> None:
    api = Api(house(by_person=True))
    case_id = handed_in(api)
    receipt = api.get(f"/v1/cases/{case_id}/receipt", authorization=CLERK).json

    found = posted(
        api,
        "/v1/window/reference-lookups",
        {"reference": receipt["reference"], "purpose": "申请人凭回执查询"},
    )

    assert "凭办件编号到安置地的办事窗口查询" in receipt["next_steps"]
    assert [one["case_id"] for one in found.json["cases"]] == [case_id]
    assert found.json["cases"][0]["status_text"]


def test_a_receipt_lists_the_materials_and_how_each_stands() -> None:
    api = Api(house(by_person=True))

    receipt = api.get(f"/v1/cases/{handed_in(api)}/receipt", authorization=CLERK).json

    (report,) = (item for item in receipt["items"] if item["item"] == "discharge_report")
    told = {one["name"]: one["standing_text"] for one in report["materials"]}
    assert told["退役行政介绍信"] == "待部门核验"


def test_a_citizens_own_receipt_names_no_mandate() -> None:
    api = Api(house(by_person=True))
    case_id = submitted(api, filled(api)).json["case_id"]

    receipt = api.get(f"/v1/cases/{case_id}/receipt", authorization=SOLDIER)

    assert (receipt.json["handed_in"], receipt.json["mandate"]) == ("申请人网上提交", None)


@pytest.mark.parametrize("who", ["Bearer stranger", "Bearer far-clerk"])
def test_anothers_receipt_does_not_exist(who: str) -> None:
    api = Api(house(by_person=True))

    assert api.get(f"/v1/cases/{handed_in(api)}/receipt", authorization=who).code == "case-not-found"


def test_without_a_mandate_the_window_begins_and_submits_nothing() -> None:
    api = Api(house(by_person=True))

    begun = posted(api, "/v1/drafts", {"items": ["discharge_report"]})
    whole = posted(api, "/v1/cases", sample())

    assert [error["pointer"] for error in begun.json["errors"]] == ["/on_behalf_of"]
    assert [error["pointer"] for error in whole.json["errors"]] == ["/draft"]
    assert (
        posted(api, "/v1/drafts", {"items": ["discharge_report"], "on_behalf_of": MANDATE}, SOLDIER).status
        == 403
    )


def test_a_person_is_looked_up_with_the_number_in_the_body_and_a_purpose() -> None:
    api = Api(house(by_person=True))
    case_id = handed_in(api)

    found = posted(api, "/v1/window/lookups", WHO)

    assert [case["case_id"] for case in found.json["cases"]] == [case_id]
    assert "440106200301010010" not in found.text
    assert posted(api, "/v1/window/lookups", WHO, "Bearer far-clerk").json == {"cases": [], "unreadable": 0}
    assert posted(api, "/v1/window/lookups", WHO, SOLDIER).status == 403
    acts = api.get("/v1/operator/window-acts", authorization="Bearer operator").json["entries"]
    assert {(act["act_text"], act["clerk"], act["office"]) for act in acts} == {
        ("查询办件", "clerk", "440106"),
        ("查询办件", "far-clerk", "445200"),
    }
    assert api.get("/v1/operator/window-acts", authorization=CLERK).status == 403


@each(
    "changed, pointer",
    [
        ({"purpose": "x"}, "/purpose"),
        ({"id_number": "440106200301010011"}, "/id_number"),
        ({"name": ""}, "/name"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_a_look_without_a_reason_or_a_number_is_refused(changed: dict[str, Any], pointer: str) -> None:
    answer = posted(Api(house(by_person=True)), "/v1/window/lookups", {**WHO, **changed})

    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert "44010620030101001" not in answer.text


def test_a_citizens_draft_is_continued_with_their_code() -> None:
    api = Api(house(by_person=True))
    draft = filled(api)
    code = posted(api, f"/v1/drafts/{draft}/codes", who=SOLDIER).json["code"]

    continued = posted(api, "/v1/window/drafts", {"code": code.lower(), "on_behalf_of": MANDATE})

    assert continued.headers["location"] == f"/v1/drafts/{draft}"
    assert continued.json["helpers"][0]["office"] == "440106"
    assert api.get(f"/v1/drafts/{draft}", authorization=CLERK).status == 200
    again = {"code": code, "on_behalf_of": MANDATE}
    assert posted(api, "/v1/window/drafts", again, "Bearer far-clerk").code == "code-not-found"
    case_id = submitted(api, draft, who=CLERK).json["case_id"]
    assert api.get(f"/v1/cases/{case_id}", authorization=SOLDIER).status == 200


@pytest.mark.parametrize("who", ["Bearer stranger", "Bearer verified"])
def test_nobody_makes_a_code_for_anothers_draft(who: str) -> None:
    api = Api(house(by_person=True))

    assert posted(api, f"/v1/drafts/{filled(api)}/codes", who=who).code == "draft-not-found"


def test_codes_that_wait_are_told_by_their_times_to_whoever_made_them_and_never_again_by_what_they_say() -> (
    None
):
    api = Api(house(by_person=True))
    draft = filled(api)
    used, waits = (posted(api, f"/v1/drafts/{draft}/codes", who=SOLDIER).json for _ in range(2))
    posted(api, "/v1/window/drafts", {"code": used["code"], "on_behalf_of": MANDATE})

    listed = api.get(f"/v1/drafts/{draft}/codes", authorization=SOLDIER)
    taken_back(api, draft)

    (one,) = listed.json["entries"]
    assert one["expires_at"] == waits["expires_at"]
    assert one.keys() == {"made_at", "expires_at"}
    assert waits["code"] not in listed.text
    assert api.get(f"/v1/drafts/{draft}/codes", authorization=SOLDIER).json["entries"] == []
    refused = [
        api.get(f"/v1/drafts/{draft}/codes", authorization=who).code for who in (CLERK, "Bearer stranger")
    ]
    assert refused == ["forbidden", "draft-not-found"]


def taken_back(api: Api, draft: str, who: str = SOLDIER) -> Answer:
    return delete(api, f"/v1/drafts/{draft}/codes", who=who)


@pytest.mark.slow
def test_whoever_let_a_window_go_on_takes_it_back_and_no_code_of_before_opens_the_draft() -> None:
    api = Api(house(by_person=True))
    draft = filled(api)
    used, unused = (posted(api, f"/v1/drafts/{draft}/codes", who=SOLDIER).json["code"] for _ in range(2))
    posted(api, "/v1/window/drafts", {"code": used, "on_behalf_of": MANDATE})
    shown = api.get(f"/v1/drafts/{draft}", authorization=SOLDIER)

    ended, again = taken_back(api, draft), taken_back(api, draft)

    (helper,) = ended.json["helpers"]
    assert (ended.status, again.status) == (200, 200)
    assert helper["until"] <= ended.json["saved_at"]
    assert ended.json["form"] == shown.json["form"]
    # What was open before writes over nothing.
    assert ended.headers["etag"] != shown.headers["etag"]
    assert api.get(f"/v1/drafts/{draft}", authorization=CLERK).code == "draft-not-found"
    late = posted(api, "/v1/window/drafts", {"code": unused, "on_behalf_of": MANDATE}, "Bearer far-clerk")
    assert late.code == "code-not-found"


def test_nobody_else_takes_it_back() -> None:
    api = Api(house(by_person=True))
    draft = filled(api)
    code = posted(api, f"/v1/drafts/{draft}/codes", who=SOLDIER).json["code"]
    posted(api, "/v1/window/drafts", {"code": code, "on_behalf_of": MANDATE})

    refused = [taken_back(api, draft, who).code for who in (CLERK, "Bearer stranger", "Bearer operator")]

    assert refused == ["forbidden", "draft-not-found", "forbidden"]
    assert api.get(f"/v1/drafts/{draft}", authorization=CLERK).status == 200


def test_a_case_of_the_window_is_the_citizens_once_they_are_known() -> None:
    api = Api(house(by_person=True))
    case_id = handed_in(api)
    assert api.get(f"/v1/cases/{case_id}", authorization="Bearer verified").status == 404

    mine = api.get("/v1/cases", authorization="Bearer verified").json["entries"]

    assert [case["case_id"] for case in mine] == [case_id]
    assert api.get(f"/v1/cases/{case_id}", authorization="Bearer verified").status == 200
    assert api.get("/v1/cases", authorization=SOLDIER).json["entries"] == []
