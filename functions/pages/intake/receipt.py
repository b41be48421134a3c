"""收件回执, to be printed: what was handed in, by whom, how its materials stand, and the number to ask with."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.case.case import Ledger
from functions.pages.case.views import term_told
from functions.pages.contacts import ContactShown, contact_shown
from functions.pages.page import Answer, Asked, Handed, Page, Shown
from functions.ports.deps import Deps
from functions.printing.qr import modules
from functions.shapes.intake.window import receipt_view
from functions.usecases.case.view import ledger_of
from functions.usecases.intake.receipt import receipt_of
from functions.usecases.office.directory import OpenDirectory
from functions.usecases.office.which_office import office_of
from functions.web.roles import SUBMITTERS
from schemas.choices import MANDATES
from schemas.codes import Role
from schemas.intake.window import ReceiptView

RECEIPT = "/cases/{case_id}/receipt"
# ISO/IEC 18004: so many modules around a code stay light.
_QUIET = 4


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    receipt: ReceiptView
    address: str
    office: str
    mandate: str
    clerk: bool
    contacts: Mapping[str, ContactShown]
    too_late: bool
    terms: tuple[tuple[str, str], ...]


def _show_receipt(asked: Asked) -> Answer:
    return receipt_page(asked.path["case_id"], asked)


def receipt_page(case_id: str, asked: Asked, *, too_late: bool = False) -> Shown:
    """`too_late`: of whoever sent something to its draft, once that was a case. Raises CaseNotFound."""
    receipt = receipt_of(case_id, by=asked.by, deps=asked.deps)
    edition = asked.deps.editions(receipt.ledger.case.edition)
    view = receipt_view(receipt, edition, now=asked.deps.clock(), calendar=asked.deps.calendar)
    known = edition.regions
    shown = ReceiptPage(
        receipt=view,
        address=f"/cases/{case_id}",
        office=known.name(view.office) if view.office and known.has(view.office) else "",
        mandate=f"{MANDATES[view.mandate.how.value]}，核验单或委托书编号 {view.mandate.evidence}"
        if view.mandate
        else "",
        clerk=asked.by.role is Role.CLERK,
        contacts=_contacts(receipt.ledger, asked.deps),
        too_late=too_late,
        terms=tuple(map(term_told, view.warnings)),
    )
    return Shown("intake/receipt.html", "收件回执", shown, 409 if too_late else 200, wrong=too_late)


def _contacts(ledger: Ledger, deps: Deps) -> dict[str, ContactShown]:
    opened = OpenDirectory(deps)
    return {
        one.code: contact_shown(office_of(one, deps).name, opened.contact_for(one)) for one in ledger.held
    }


def show_receipt_code(asked: Asked) -> Answer:
    """The case's number as a picture, for the window's scanner."""
    reference = ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps).case.reference
    return Handed(_drawn(reference), "image/svg+xml", {"Cache-Control": "private, max-age=3600"})


def _drawn(text: str) -> str:
    rows = modules(text)
    side = len(rows) + 2 * _QUIET
    dark = "".join(
        f"M{x + _QUIET} {y + _QUIET}h{length}v1h-{length}z"
        for y, runs in enumerate(rows)
        for x, length in runs
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )


PAGES = (
    Page(method="GET", path=RECEIPT, roles=SUBMITTERS, handler=_show_receipt),
    Page(method="GET", path=f"{RECEIPT}.svg", roles=SUBMITTERS, handler=show_receipt_code),
)
