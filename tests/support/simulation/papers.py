"""Applicants with papers in their hand: files beside their draft, which go with the case that it becomes."""

from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.ports.deps import Deps
from functions.usecases.applicant.supply import announce_to_case, confirm_to_case
from functions.usecases.intake.materials import announce_to_draft, confirm_to_draft, defer
from schemas.codes_form import Voucher
from schemas.form.application import Application
from schemas.intake.materials import DeferralRequest, UploadRequest
from tests.support.fakes.materials import FakeMaterials
from tests.support.simulation.watcher import require

WHOLE = b"%PDF-1.7\nsynthetic"
WANTED = (("pension_transfer", "pension_voucher"), ("pension_transfer", "transfer_form"))
PROMISED = WANTED[1]


def with_papers(key: str, application: Application) -> Application:
    """Of every other applicant the vouchers are on paper, where an item asks for them."""
    asks = application.insurance is not None and "pension_transfer" in application.items
    if not asks or application.insurance is None or sha256(key.encode()).digest()[0] % 2:
        return application
    insurance = application.insurance.model_copy(update={"pension_voucher": Voucher.PAPER})
    return application.model_copy(update={"insurance": insurance})


def bring_papers(
    draft_id: str, application: Application, files: FakeMaterials, *, by: Principal, deps: Deps
) -> None:
    """Again from the beginning after a crash: the same file is the same upload. Every other one defers the form (容缺)."""
    insurance = application.insurance
    if insurance is None or insurance.pension_voucher is not Voucher.PAPER:
        return
    for item, material in WANTED:
        if (item, material) == PROMISED and sha256(draft_id.encode()).digest()[0] % 2:
            defer(draft_id, DeferralRequest(item=item, material=material), by=by, deps=deps)
            continue
        asked, upload = announce_to_draft(draft_id, _request(item, material), by=by, deps=deps)
        files.send(upload.address, upload.headers, WHOLE)
        while not confirm_to_draft(draft_id, asked.id, by=by, deps=deps).arrived:
            """Its scan is not back."""


def bring_later(
    case_id: str, item: str, material: str, files: FakeMaterials, *, by: Principal, deps: Deps
) -> str:
    """To a case; the file's id. Done again by whoever heard nothing and still sees it asked for."""
    asked, upload = announce_to_case(case_id, _request(item, material), by=by, deps=deps)
    files.send(upload.address, upload.headers, WHOLE)
    while not confirm_to_case(case_id, asked.id, by=by, deps=deps).arrived:
        """Its scan is not back."""
    return asked.id


def _request(item: str, material: str) -> UploadRequest:
    return UploadRequest(
        item=item,
        material=material,
        media_type="application/pdf",
        size=len(WHOLE),
        sha256=sha256(WHOLE).hexdigest(),
    )


def check_files(ledger: Ledger, files: FakeMaterials) -> None:
    """No case holds a file that will go."""
    case = ledger.case
    for item in ledger.items:
        for sent in item.files.documents:
            require(sent.id in files.kept, f"{sent.id} was sent with an answer in {case.id} and was not kept")
            require(sent.scanned_at is not None, f"{sent.id} was sent in {case.id} and was not scanned")
    for one in case.materials:
        require(one.id in files.kept, f"{one.id} is held by {case.id} and was not kept")
        require(one.scanned_at is not None, f"{one.id} is held by {case.id} and was not scanned")
