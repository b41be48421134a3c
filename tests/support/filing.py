"""Files for tests: drafts with papers in the applicant's hand, and what a client does to send one."""

import json
from hashlib import sha256
from typing import Any

from functions.ports.case_store import Submission
from functions.usecases.applicant.supply import announce_to_case, confirm_to_case
from functions.usecases.intake.drafts import open_draft, save_draft
from functions.usecases.intake.kept_drafts import Held, draft_of
from functions.usecases.intake.materials import announce_to_draft, confirm_to_draft, defer
from functions.usecases.intake.submit_draft import submit_draft
from schemas.form.application import Application
from schemas.intake.draft import DraftRequest, DraftSave
from schemas.intake.materials import AskedUpload, DeferralRequest, UploadRequest
from tests.support.papers import paper
from tests.support.world import APPLICANT, SAMPLE, World

PDF = paper()
PNG = b"\x89PNG\r\n\x1a\nsynthetic"
# Both vouchers are in the applicant's hand, so three papers must be uploaded.
PAPERS = {"pension_voucher": "paper", "medical_voucher": "paper"}
PENSION, FORM = ("pension_transfer", "pension_voucher"), ("pension_transfer", "transfer_form")
MEDICAL = ("medical_transfer", "medical_voucher")


def paper_form() -> dict[str, Any]:
    whole = json.loads(SAMPLE.read_text(encoding="utf-8"))
    form: dict[str, Any] = {**whole, "insurance": {**whole["insurance"], **PAPERS}}
    return form


def paper_application() -> Application:
    return Application.model_validate_json(json.dumps(paper_form()))


def paper_draft(world: World) -> str:
    form = paper_form()
    items = form.pop("items")
    request = DraftRequest.model_validate_json(json.dumps({"items": items}))
    held = open_draft(request, by=APPLICANT, key="draft-key-1", deps=world.deps)
    return save_draft(held, DraftSave(sections=form), by=APPLICANT, deps=world.deps).id


def held(world: World, draft_id: str) -> Held:
    return draft_of(draft_id, by=APPLICANT, deps=world.deps)


def request(place: tuple[str, str], whole: bytes = PDF, media_type: str = "application/pdf") -> UploadRequest:
    item, material = place
    return UploadRequest(
        item=item,
        material=material,
        media_type=media_type,
        size=len(whole),
        sha256=sha256(whole).hexdigest(),
    )


def announced(world: World, draft_id: str, place: tuple[str, str], whole: bytes = PDF) -> AskedUpload:
    """And sent."""
    asked, upload = announce_to_draft(draft_id, request(place, whole), by=APPLICANT, deps=world.deps)
    world.materials.send(upload.address, upload.headers, whole)
    return asked


def uploaded(world: World, draft_id: str, place: tuple[str, str], whole: bytes = PDF) -> str:
    asked = announced(world, draft_id, place, whole)
    return confirm_to_draft(draft_id, asked.id, by=APPLICANT, deps=world.deps).id


def submitted(world: World, draft_id: str, key: str = "key-1") -> Submission:
    return submit_draft(draft_id, by=APPLICANT, key=key, deps=world.deps)


def deferred(world: World) -> str:
    """A case taken without one paper."""
    draft_id = paper_draft(world)
    uploaded(world, draft_id, PENSION)
    uploaded(world, draft_id, MEDICAL)
    defer(draft_id, DeferralRequest(item=FORM[0], material=FORM[1]), by=APPLICANT, deps=world.deps)
    return submitted(world, draft_id).case_id


def brought(world: World, case_id: str, place: tuple[str, str]) -> str:
    asked, upload = announce_to_case(case_id, request(place), by=APPLICANT, deps=world.deps)
    world.materials.send(upload.address, upload.headers, PDF)
    return confirm_to_case(case_id, asked.id, by=APPLICANT, deps=world.deps).id
