"""Signed addresses of an item's files, for its own office and nobody else, each for a bounded time."""

from datetime import timedelta

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.supply import name_of_file
from functions.domain.intake.scanning import scan_text
from functions.ports.deps import Deps
from schemas.office.dispatches import MaterialLink

# A Lambda's own credentials live for some hours, and no address that they sign lives longer.
LINK_LIFE = timedelta(hours=1)


def material_links(
    ledger: Ledger, item: CaseItem, deps: Deps, *, signed: bool = True
) -> tuple[MaterialLink, ...]:
    """Of that item's files only. Without `signed` they are named by size and checksum and have no address: a file over an
    air gap is the same whenever it is made, and the applicant's files go beside it."""
    until = (deps.clock() + LINK_LIFE).replace(microsecond=0)
    edition = deps.editions(ledger.case.edition)
    found = []
    for one in ledger.case.materials:
        if one.item == item.code:
            link = MaterialLink(
                id=one.id,
                code=one.code,
                name=name_of_file(edition, one.item, one.code),
                media_type=one.media_type,
                size=one.size,
                sha256=one.sha256,
                href=deps.materials.link(one.id, media_type=one.media_type, until=until) if signed else None,
                expires_at=until if signed else None,
                scanned_at=one.scanned_at,
                scan_text=scan_text(one.scanned_at),
            )
            found.append(link)
    return tuple(found)
