"""Documents that go with an office's answer, over HTTP: of its staff, of its system, and for whoever may read the item."""

from dataclasses import replace
from hashlib import sha256

from functions.domain.case.item import SERVICE_CHECK
from tests.support.api_case import CASE, answer_body, dispatched_case, get, hear
from tests.support.client import Answer, Api
from tests.support.fakes.clock import START
from tests.support.fakes.materials import FakeMaterials
from tests.support.fakes.tokens import FakeTokens
from tests.support.offices_without_systems import (
    ANNE,
    BELLA,
    FAR_AWAY,
    HOUSEHOLD,
    at_the_police,
    without_systems,
)
from tests.support.papers import paper
from tests.support.world import APPLICANT

PDF = paper()
ABOUT = {"media_type": "application/pdf", "size": len(PDF), "sha256": sha256(PDF).hexdigest()}
GRANTED = {"type": "granted", "round": 1, "at": START.isoformat(), "result": {"document": "户口簿"}}


class Desk:
    def __init__(self) -> None:
        self.world = without_systems()
        tokens = FakeTokens(anne=ANNE, bella=BELLA, far=FAR_AWAY, soldier=APPLICANT)
        self.world.deps = replace(self.world.deps, tokens=tokens)
        self.case_id, _ = at_the_police(self.world)
        self.api, self._keys = Api(self.world.deps), 0
        self.act("claim", {})

    def act(self, verb: str, body: object = None, *, who: str = "anne", key: str = "") -> Answer:
        self._keys += 1
        path = f"/v1/departments/public_security/cases/{self.case_id}/items/{HOUSEHOLD}/{verb}"
        key = key or f"key-{self._keys:04}"
        return self.api.post(
            path, b"" if body is None else body, authorization=f"Bearer {who}", idempotency_key=key
        )

    def uploaded(self) -> str:
        told = self.act("documents", ABOUT).json
        self.world.materials.send(told["address"], told["headers"], PDF)
        assert self.act(f"documents/{told['id']}/confirmation").json["arrived"] is True
        return str(told["id"])

    def read(self, who: str, path: str = "/documents") -> Answer:
        return self.api.get(
            f"/v1/cases/{self.case_id}/items/{HOUSEHOLD}{path}", authorization=f"Bearer {who}"
        )


def test_staff_upload_name_and_send_it_and_the_applicant_fetches_it() -> None:
    desk = Desk()
    document = {"id": desk.uploaded(), "name": "结果.pdf"}

    answer = desk.act("answers", {**GRANTED, "documents": [document]})

    assert answer.status == 200
    case = desk.api.get(f"/v1/cases/{desk.case_id}", authorization="Bearer soldier").json
    (told,) = next(one for one in case["items"] if one["code"] == HOUSEHOLD)["documents"]
    assert (told["id"], told["name"], told["size"], told["answer_text"]) == (
        document["id"],
        "结果.pdf",
        len(PDF),
        "办结",
    )
    for who in ("soldier", "anne"):
        (link,) = desk.read(who).json["documents"]
        assert desk.world.materials.fetch(link["href"]) == PDF
    assert desk.read("far").status == 404


def test_the_same_file_announced_twice_is_one_and_sent_again_is_refused() -> None:
    desk = Desk()
    first = desk.uploaded()
    assert desk.act("documents", ABOUT).json["id"] == first

    for _ in range(2):
        body = {**GRANTED, "documents": [{"id": first, "name": "结果.pdf"}]}
        assert desk.act("answers", body, key="key-of-the-answer").status == 200

    assert len(desk.world.item(desk.case_id, HOUSEHOLD).files.documents) == 1


def test_a_document_that_is_not_there_or_not_looked_at_keeps_the_answer_back() -> None:
    desk = Desk()
    told = desk.act("documents", ABOUT).json
    unknown = {"id": CASE, "name": "结果.pdf"}

    unready = desk.act("answers", {**GRANTED, "documents": [{"id": told["id"], "name": "结果.pdf"}]})
    missing = desk.act("answers", {**GRANTED, "documents": [unknown]})

    assert (unready.status, unready.code) == (422, "document-not-ready")
    assert (missing.status, missing.code) == (422, "unknown-document")
    assert desk.world.item(desk.case_id, HOUSEHOLD).outcome is None


def test_whoever_does_not_hold_the_item_attaches_nothing() -> None:
    desk = Desk()

    assert desk.act("documents", ABOUT, who="bella").code == "claim-first"
    assert desk.act("documents", ABOUT, who="far").code == "item-not-found"
    assert desk.act("documents", {**ABOUT, "media_type": "application/ofd"}).status == 415


def test_an_office_s_system_uploads_under_its_signature_and_names_it_in_its_answer() -> None:
    api, deps, reference = dispatched_case()
    place = f"/v1/departments/mobilization/documents/{reference}/{SERVICE_CHECK}"
    signed = {"webhook_signature": "mobilization"}
    told = api.post(place, ABOUT, webhook_id="m-up", **signed).json
    assert isinstance(deps.materials, FakeMaterials)
    deps.materials.send(told["address"], told["headers"], PDF)

    confirmation = f"{place}/{told['id']}/confirmation"
    confirmed = api.post(confirmation, b"", webhook_id="m-there", **signed)
    answer = hear(api, answer_body(reference, documents=[{"id": told["id"], "name": "收件凭证.pdf"}]))

    assert (confirmed.json["arrived"], answer.status) == (True, 200)
    (shown,) = get(api, f"/v1/cases/{CASE}").json["service_check"]["documents"]
    assert shown["name"] == "收件凭证.pdf"
    assert get(api, f"/v1/cases/{CASE}/items/{SERVICE_CHECK}/documents").json["documents"][0]["href"]
