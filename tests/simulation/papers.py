"""Applicants with papers in their hand: their files lie beside a draft before they submit, and go with the case."""

from hashlib import sha256

from functions.domain.case import Case
from functions.ports import Record
from functions.usecases.uploads import KIND, Shelf
from schemas.form import Application
from schemas.form_codes import Voucher
from schemas.materials import Asked, AskedUpload
from tests.simulation.stores import Durable
from tests.simulation.watcher import require

WHOLE = b"%PDF-1.7\nsynthetic"
WANTED = (("pension_transfer", "pension_voucher"), ("pension_transfer", "transfer_form"))


def with_papers(application: Application) -> Application | None:
    """The same with a paper voucher, where one is asked for."""
    if application.insurance is None or "pension_transfer" not in application.items:
        return None
    insurance = application.insurance.model_copy(update={"pension_voucher": Voucher.PAPER})
    return application.model_copy(update={"insurance": insurance})


def beside_a_draft(key: str, durable: Durable) -> Shelf:
    """As announcing, sending and confirming leave them; one that was there before stays."""
    shelf = Shelf(f"draft/{key}")
    if durable.store.record(KIND, shelf.key) is None:
        uploads = tuple(
            AskedUpload(
                id=f"{key}-{material}",
                item=item,
                material=material,
                media_type="application/pdf",
                size=len(WHOLE),
                sha256=sha256(WHOLE).hexdigest(),
                arrived=True,
            )
            for item, material in WANTED
        )
        durable.materials.files |= {one.id: WHOLE for one in uploads}
        durable.store.put(Record(KIND, shelf.key, Asked(uploads=uploads).model_dump(mode="json")))
    return shelf


def check_files(case: Case, durable: Durable) -> None:
    """No case holds a file that will go."""
    for one in case.materials:
        require(one.id in durable.materials.kept, f"{one.id} is held by {case.id} and was not kept")
