"""What operators did to the cases of a region, in words."""

from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.operator.incidents import act_view
from functions.usecases.operator.audit import ActDone
from schemas.catalogue.edition import Edition
from schemas.operator.views_incidents import CaseActPageView, CaseActView


def acts_page(page: Page[ActDone], edition: Edition) -> CaseActPageView:
    entries = tuple(_act(one, edition) for one in page.entries)
    return CaseActPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def _act(one: ActDone, edition: Edition) -> CaseActView:
    case, item = one.ledger.case, one.event.item
    return CaseActView(
        **dict(act_view(one.event)),
        case_id=case.id,
        reference=case.reference,
        city=case.city,
        city_name=words.region_name(edition, case.city),
        item=item,
        item_name=words.item_name(edition, item) if item else None,
    )
