"""Documents that an office sent with its answers, as whoever may read the item is told of them."""

from typing import Any

from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.intake.files import size_text
from functions.domain.intake.scanning import scan_text
from functions.ports.deps import Deps
from functions.usecases.office.links import LINK_LIFE
from schemas.case.views_item import DocumentLinksView, DocumentLinkView, DocumentView
from schemas.codes import CHINESE


def document_views(item: CaseItem) -> tuple[DocumentView, ...]:
    return tuple(DocumentView(**_facts(one)) for one in item.files.documents)


def document_links(item: CaseItem, deps: Deps) -> DocumentLinksView:
    until = (deps.clock() + LINK_LIFE).replace(microsecond=0)

    def linked(one: ItemDocument) -> DocumentLinkView:
        href = deps.materials.link(one.id, media_type=one.media_type, until=until)
        return DocumentLinkView(**_facts(one), href=href, expires_at=until)

    return DocumentLinksView(documents=tuple(map(linked, item.files.documents)))


def _facts(one: ItemDocument) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "size_text": size_text(one.size),
        "sha256": one.sha256,
        "at": one.at,
        "answer": one.answer,
        "answer_text": CHINESE[one.answer],
        "scan_text": scan_text(one.scanned_at),
    }
