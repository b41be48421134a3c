"""What waits for applicants, as clerks and offices see it."""

from functions.domain.case.case import Ledger
from functions.domain.case.facts import Mark
from functions.domain.case.item import CaseItem
from functions.domain.case.tellings import telling_of
from functions.ports.deps import Deps
from functions.shapes import words
from functions.shapes.case.handover import collected_view, parcel_view
from functions.usecases.applicant.todos import Collection
from schemas.applicant.todos import CollectionListView, CollectionView, PostingReceiptView, TodoReceiptView
from schemas.case.answers import Granted
from schemas.codes import CHINESE
from schemas.codes_citizen import TodoKind


def collection_list_view(found: tuple[Collection, ...], deps: Deps) -> CollectionListView:
    return CollectionListView(entries=tuple(_collection(one, deps) for one in found))


def _collection(one: Collection, deps: Deps) -> CollectionView:
    case, item = one.ledger.case, one.item
    result = item.answer.result if isinstance(item.answer, Granted) else None
    told = telling_of(one.ledger, item, TodoKind.FETCH)
    return CollectionView(
        case_id=case.id,
        reference=case.reference,
        item=item.code,
        name=words.item_name(deps.editions(case.edition), item.code),
        office=item.dispatch.office or "",
        document=result.document if result else "",
        number=result.number if result else None,
        decided_at=item.decided_at,
        told_text=f"{CHINESE[told.how]}：{CHINESE[told.status]}" if told else None,
    )


def posting_receipt(ledger: Ledger, item: CaseItem) -> PostingReceiptView:
    return PostingReceiptView(
        case_id=item.case_id,
        reference=ledger.case.reference,
        item=item.code,
        parcel=parcel_view(item),
    )


def todo_receipt(ledger: Ledger, item: CaseItem, mark: Mark) -> TodoReceiptView:
    return TodoReceiptView(
        case_id=item.case_id,
        reference=ledger.case.reference,
        item=item.code,
        kind=mark.kind,
        kind_text=CHINESE[mark.kind],
        at=mark.at,
        collected=collected_view(item, whole=True) if mark.kind is TodoKind.FETCH else None,
    )
