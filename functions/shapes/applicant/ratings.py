"""Ratings (好差评) and return visits (回访), as applicants and offices see them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from functions.domain.case.case import Ledger
from functions.domain.case.facts import Rating
from functions.domain.case.item import CaseItem
from functions.domain.case.ratings import changeable_until, is_rateable
from functions.shapes import words
from schemas.applicant.ratings import (
    CodesView,
    ContactView,
    RatingListView,
    RatingView,
    VisitReceiptView,
    VisitView,
    code_of,
)
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE
from schemas.codes_citizen import RatingTag

if TYPE_CHECKING:
    from functions.usecases.applicant.visits import Visit

VISITED = "已登记回访。申请人仍可在首次评价后 7 天内修改评价。"


def rating_list(ledger: Ledger, texts: Mapping[str, str | None], edition: Edition) -> RatingListView:
    """`texts`: what was written, by item."""
    rated = ((item, item.aftercare.rating) for item in ledger.held)
    found = (rating_of(item, rating, texts.get(item.code), edition) for item, rating in rated if rating)
    open_ = (item.code for item in ledger.held if item.aftercare.rating is None and is_rateable(item))
    return RatingListView(ratings=tuple(found), rateable=tuple(open_))


def rating_of(item: CaseItem, rating: Rating, text: str | None, edition: Edition) -> RatingView:
    level = rating.level
    return RatingView(
        item=item.code,
        item_name=words.item_name(edition, item.code),
        level=level,
        level_text=CHINESE[level],
        codes=CodesView(
            gb_t_39046=code_of("gb_t_39046", level), guangdong_tablet=code_of("guangdong_tablet", level)
        ),
        tags=rating.tags,
        tag_texts=tag_texts(rating.tags),
        text=text,
        rated_at=rating.at,
        changed_at=rating.changed_at,
        changeable_until=changeable_until(rating),
        visit_due=rating.visit_due,
        visited_at=rating.visited_at,
    )


def tag_texts(tags: Iterable[RatingTag]) -> tuple[str, ...]:
    return tuple(CHINESE[tag] for tag in tags)


def visit_view(visit: "Visit", edition: Edition) -> VisitView:
    case, item, rating = visit.ledger.case, visit.item, visit.rating
    return VisitView(
        case_id=case.id,
        reference=case.reference,
        department=item.department,
        item=item.code,
        name=words.item_name(edition, item.code),
        office=visit.office,
        level=rating.level,
        level_text=CHINESE[rating.level],
        tag_texts=tag_texts(rating.tags),
        text=visit.words,
        contact=ContactView(**visit.contact),
        rated_at=rating.at,
        due_at=visit.due,
        overdue=rating.visit_overdue,
    )


def visit_receipt(ledger: Ledger, item: CaseItem) -> VisitReceiptView:
    visited = item.aftercare.rating.visited_at if item.aftercare.rating else None
    return VisitReceiptView(
        reference=ledger.case.reference,
        item=item.code,
        visited_at=visited or item.since,
        next_steps=VISITED,
    )
