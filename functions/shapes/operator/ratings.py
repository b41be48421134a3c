"""Ratings (好差评) of a region, as operators see them."""

from collections.abc import Sequence

from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.applicant.ratings import rating_of
from functions.usecases.applicant.rated_items import Rated, visit_state
from schemas.applicant.ratings import VisitState
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.operator.views_ratings import RatedItemView, RatingPageView

VISITS: dict[VisitState, str] = {"owed": "待回访", "overdue": "逾期未回访", "paid": "已回访"}


def rating_page(page: Page[Rated], texts: Sequence[str | None], edition: Edition) -> RatingPageView:
    """`texts`: what was written, in the order of the page. `edition`: the present one, whose names lists use."""
    entries = (_rated(one, text, edition) for one, text in zip(page.entries, texts, strict=True))
    return RatingPageView(entries=tuple(entries), cursor=page.cursor, unreadable=page.unreadable)


def _rated(one: Rated, text: str | None, edition: Edition) -> RatedItemView:
    item, visit = one.item, visit_state(one.rating)
    return RatedItemView(
        **dict(rating_of(item, one.rating, text, edition)),
        case_id=item.case_id,
        reference=one.ledger.case.reference,
        department=item.department,
        department_text=CHINESE[item.department],
        city=item.city,
        city_name=words.region_name(edition, item.city),
        visit=visit,
        visit_text=VISITS[visit] if visit else None,
    )
