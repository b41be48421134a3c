"""Applicants with papers in their hand: a draft with its files, which go with the case that it becomes."""

import json
from hashlib import sha256

from functions.domain.case import Case
from functions.domain.drafting import needed_fields, pruned
from functions.ports import Deps, Record
from functions.usecases.drafts import open_draft, save_draft
from functions.usecases.uploads import KIND, shelf_of_draft
from schemas.draft import DraftRequest, DraftSave
from schemas.form import Application
from schemas.form_codes import Voucher
from schemas.materials import Asked, AskedUpload
from tests.simulation.applicants import APPLICANT
from tests.simulation.stores import Durable
from tests.simulation.watcher import require

WHOLE = b"%PDF-1.7\nsynthetic"
WANTED = (("pension_transfer", "pension_voucher"), ("pension_transfer", "transfer_form"))


def has_papers(key: str, application: Application) -> bool:
    """Every fourth, where an item asks for one."""
    asks = application.insurance is not None and "pension_transfer" in application.items
    return asks and sha256(key.encode()).digest()[0] % 4 == 0


def draft_with_papers(key: str, application: Application, durable: Durable, deps: Deps) -> str:
    """As saving, announcing, sending and confirming leave it; what may die is the submission. `deps`: nobody watches."""
    form = json.loads(application.model_dump_json(exclude_none=True))
    form["insurance"]["pension_voucher"] = Voucher.PAPER.value
    items = tuple(form.pop("items"))
    held = open_draft(DraftRequest(items=items), by=APPLICANT, key=f"draft-{key}", deps=deps)
    needed = needed_fields(items, deps.editions(deps.current_edition))
    save_draft(held, DraftSave(sections=pruned(form, needed)), deps)
    uploads = tuple(_upload(key, item, material) for item, material in WANTED)
    durable.materials.files |= {one.id: WHOLE for one in uploads}
    asked = Asked(uploads=uploads).model_dump(mode="json")
    durable.store.put(Record(KIND, shelf_of_draft(held.id).key, asked))
    return held.id


def _upload(key: str, item: str, material: str) -> AskedUpload:
    return AskedUpload(
        id=f"{key}-{material}",
        item=item,
        material=material,
        media_type="application/pdf",
        size=len(WHOLE),
        sha256=sha256(WHOLE).hexdigest(),
        arrived=True,
    )


def check_files(case: Case, durable: Durable) -> None:
    """No case holds a file that will go."""
    for one in case.materials:
        require(one.id in durable.materials.kept, f"{one.id} is held by {case.id} and was not kept")
