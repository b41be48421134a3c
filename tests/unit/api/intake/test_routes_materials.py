"""Materials over HTTP: announce, send outside of the interface, confirm; refusals with the status of their kind."""

import json
from dataclasses import replace

import pytest

from functions.domain.intake.file_faults import FileFault
from functions.domain.intake.scanning import ScanVerdict
from functions.ports.scanner import Scanner
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.each import each
from tests.support.fakes.file_reading import FakeFileReading
from tests.support.fakes.materials import FakeMaterials
from tests.support.fakes.scanner import FakeScanner
from tests.support.filing import FORM, MEDICAL, PDF, PENSION, paper_form, request

JSON = {"content_type": "application/json"}
SOLDIER = {"authorization": "Bearer soldier"}


class Desk:
    """An applicant with a draft that wants three papers."""

    def __init__(self, scanner: Scanner | None = None) -> None:
        deps = replace(house(), scanner=scanner)
        assert isinstance(deps.materials, FakeMaterials)
        assert isinstance(deps.file_reading, FakeFileReading)
        self.files, self.reading = deps.materials, deps.file_reading
        self.api = Api(deps)
        self._keys = 0
        form = paper_form()
        items = form.pop("items")
        opened = self.post("/v1/drafts", {"items": items})
        self.draft = f"/v1/drafts/{opened.json['draft_id']}"
        saved = self.api.send(
            "PUT",
            self.draft,
            json.dumps({"sections": form}).encode(),
            {**SOLDIER, **JSON, "if_match": opened.headers["etag"]},
        )
        assert saved.status == 200, saved.text

    def post(self, path: str, body: object) -> Answer:
        self._keys += 1
        return self.api.post(path, body, idempotency_key=f"key-{self._keys:08}", **SOLDIER)

    def announce(self, place: tuple[str, str], **changes: object) -> Answer:
        return self.post(f"{self.draft}/materials", {**request(place).model_dump(), **changes})

    def bring(self, place: tuple[str, str]) -> str:
        asked = self.announce(place).json
        self.files.send(asked["address"], asked["headers"], PDF)
        confirmed = self.post(f"{self.draft}/materials/{asked['id']}/confirmation", {})
        assert confirmed.json["arrived"], confirmed.text
        return str(asked["id"])


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_draft_gathers_its_files_and_says_what_is_missing() -> None:
    desk = Desk()
    before = desk.api.get(f"{desk.draft}/materials", **SOLDIER).json

    desk.bring(PENSION)
    deferred = desk.post(f"{desk.draft}/deferrals", {"item": FORM[0], "material": FORM[1]}).json

    assert (before["missing"], deferred["missing"]) == (3, 1)
    assert sum(one["standing"] in ("from_item", "office_checks") for one in before["materials"]) == 24
    assert not any(one["waived"] for one in before["materials"])
    assert (before["most_bytes"], before["most_text"]) == (10_485_760, "10 MB")


@each(
    "changes, status, code",
    [
        ({"size": 10_485_761}, 413, "material-too-large"),
        ({"size": 0}, 422, "material-empty"),
        ({"media_type": "application/x-msdownload"}, 415, "material-wrong-type"),
        ({"material": "no_such_paper"}, 422, "material-not-wanted"),
        ({"sha256": "0"}, 422, "invalid-body"),
        ({"name": "照片.pdf"}, 422, "invalid-body"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    desk: Desk, changes: dict[str, object], status: int, code: str
) -> None:
    answer = desk.announce(PENSION, **changes)

    assert (answer.status, answer.code) == (status, code)


def test_a_file_that_never_arrived_and_one_that_is_not_known() -> None:
    desk = Desk()
    asked = desk.announce(PENSION).json

    waiting = desk.post(f"{desk.draft}/materials/{asked['id']}/confirmation", {})
    unknown = desk.post(f"{desk.draft}/materials/00000000-0000-4000-8000-00000000ffff/confirmation", {})

    assert (waiting.status, waiting.code) == (422, "material-not-arrived")
    assert (unknown.status, unknown.code) == (404, "material-not-found")


@pytest.mark.slow
@each(
    "fault, code, told",
    [
        (FileFault.ENCRYPTED, "material-encrypted", "请去掉密码后重新上传"),
        (FileFault.BROKEN, "material-broken", "重新导出、拍照或者扫描"),
        (FileFault.BLANK, "material-blank", "核对是否选错文件"),
        (FileFault.PICTURE_TOO_LARGE, "material-picture-too-large", "请缩小图片"),
        (FileFault.TOO_COMPLEX, "material-too-complex", "请只保留需要的页"),
    ],
)
def test_a_file_that_no_office_could_open_is_refused_in_words_that_help(
    fault: FileFault, code: str, told: str
) -> None:
    desk = Desk()
    asked = desk.announce(PENSION, media_type="application/pdf; charset=binary").json
    desk.files.send(asked["address"], asked["headers"], PDF)
    desk.reading.faults[PDF] = fault

    answer = desk.post(f"{desk.draft}/materials/{asked['id']}/confirmation", {})

    assert (answer.status, answer.code) == (422, code)
    assert told in answer.json["detail"]


def confirmed_twice(scanner: Scanner | None) -> list[tuple[bool, str, str]]:
    """What is told of a file at its first confirmation, and at the second."""
    desk = Desk(scanner)
    asked = desk.announce(PENSION).json
    desk.files.send(asked["address"], asked["headers"], PDF)
    answers = [desk.post(f"{desk.draft}/materials/{asked['id']}/confirmation", {}).json for _ in range(2)]
    return [(one["arrived"], one["state"], one["state_text"]) for one in answers]


def test_an_applicant_is_told_that_the_scan_is_not_back_and_then_what_it_found() -> None:
    assert confirmed_twice(FakeScanner(pending=1)) == [
        (False, "checking", "已收到，正在进行病毒扫描，请稍后再次确认"),
        (True, "arrived", "已收到，病毒扫描未发现问题"),
    ]


def test_where_nobody_scans_the_applicant_is_told_that() -> None:
    assert confirmed_twice(None)[0] == (True, "arrived", "已收到，未经病毒扫描")


def test_an_infected_file_is_refused_in_words_that_help() -> None:
    scanner = FakeScanner()
    scanner.verdict = ScanVerdict.INFECTED
    desk = Desk(scanner)
    asked = desk.announce(PENSION).json
    desk.files.send(asked["address"], asked["headers"], PDF)

    answer = desk.post(f"{desk.draft}/materials/{asked['id']}/confirmation", {})

    assert (answer.status, answer.code) == (422, "material-infected")
    assert "请先为自己的设备杀毒" in answer.json["detail"]


def test_a_file_can_be_deleted() -> None:
    desk = Desk()
    file = desk.bring(PENSION)

    deleted = desk.api.send("DELETE", f"{desk.draft}/materials/{file}", b"", SOLDIER)

    assert deleted.status == 204
    assert desk.files.files == {}


def test_a_case_cannot_be_submitted_without_its_papers_and_says_so() -> None:
    answer = Desk().post("/v1/cases", paper_form())

    assert (answer.status, answer.code) == (422, "materials-missing")
    assert {one["pointer"] for one in answer.json["errors"]} == {
        f"/materials/{item}/{material}" for item, material in (PENSION, FORM, MEDICAL)
    }


def test_the_case_tells_of_what_was_not_asked_who_checks_it() -> None:
    desk = Desk()
    whole = paper_form()
    mailed = {**whole["insurance"], "pension_voucher": "mailed", "medical_voucher": "mailed"}
    opened = desk.post("/v1/cases", {**whole, "insurance": mailed}).json

    told = desk.api.get(f"/v1/cases/{opened['case_id']}/materials", **SOLDIER).json

    assert (told["uploaded"], told["waived"], told["deferred"]) == (0, 0, 0)
    assert (told["from_item"], told["office_checks"]) == (6, 18)
    receipt = told["materials"][0]
    assert (receipt["status"], receipt["status_text"]) == ("office_checks", "待部门核验")
    assert receipt["how"] == "没有经共享数据核验，由办理部门核验；您手里有的，也可以上传"
    assert receipt["at"]


def test_an_offices_request_for_addresses_is_signed() -> None:
    desk = Desk()
    path = "/v1/departments/human_resources/materials/TY261124-TEST0001-0/pension_transfer"

    unsigned = desk.api.get(path)
    signed = desk.api.get(path, webhook_id="w-1", webhook_signature="human_resources")

    assert unsigned.status == 401
    assert (signed.status, signed.code) == (404, "case-not-found")


def test_what_an_office_signed_for_one_item_fetches_no_other_ones_files() -> None:
    """A signature covers no address: the id has to name what the empty body cannot."""
    desk = Desk()
    place = "/v1/departments/human_resources/materials/TY2609018K3V7QXMA"
    signed = {"webhook_id": "TY2609018K3V7QXMA/pension_transfer/1", "webhook_signature": "human_resources"}

    own = desk.api.get(f"{place}/pension_transfer", **signed)
    others = desk.api.get(f"{place}/social_insurance", **signed)

    assert own.code == "case-not-found"
    assert (others.status, others.code) == (401, "signed-for-another")


def test_one_list_tells_all_that_is_missing_fields_and_materials_and_a_submission_tells_the_same() -> None:
    desk = Desk()
    before = desk.api.get(desk.draft, **SOLDIER)
    etag = before.headers["etag"]

    patched = desk.api.send(
        "PATCH",
        desk.draft,
        json.dumps({"sections": {"person": {"phone": None}}}).encode(),
        {**SOLDIER, **JSON, "if_match": etag},
    )

    papers = [f"/materials/{item}/{material}" for item, material in (PENSION, FORM, MEDICAL)]
    assert [one["pointer"] for one in before.json["remaining"]] == papers
    assert "已填写完整" not in before.json["next_steps"]
    assert [one["pointer"] for one in patched.json["remaining"]] == ["/person/phone", *papers]
    refused = desk.post("/v1/cases", {"draft": desk.draft.rsplit("/", 1)[-1]})
    assert refused.code == "invalid-application"
    assert [one["pointer"] for one in refused.json["errors"]] == ["/person/phone", *papers]


def test_a_file_that_arrives_changes_what_is_told_of_its_draft_and_not_the_draft() -> None:
    desk = Desk()
    read = desk.api.get(desk.draft, **SOLDIER)

    for place in (PENSION, FORM, MEDICAL):
        desk.bring(place)

    after = desk.api.get(desk.draft, **SOLDIER, if_none_match=read.headers["etag"])
    assert (after.status, after.json["remaining"]) == (200, [])
    assert after.json["next_steps"].startswith("已填写完整")
    saved = desk.api.send(
        "PATCH", desk.draft, b'{"sections": {}}', {**SOLDIER, **JSON, "if_match": read.headers["etag"]}
    )
    assert saved.status == 200
    assert desk.api.get(desk.draft, **SOLDIER, if_none_match=saved.headers["etag"]).status == 304
