"""Ratings (好差评) of a region, as operators see them."""

from schemas.applicant.ratings import RatingView, VisitState
from schemas.codes import Department
from schemas.wire import Reference, Wire


class RatedItemView(RatingView):
    """`visit`: how the return visit (回访) stands that a bad rating owes; null where none is owed."""

    case_id: str
    reference: Reference
    department: Department
    department_text: str
    city: str
    city_name: str
    visit: VisitState | None
    visit_text: str | None


class RatingPageView(Wire):
    """City by city, the newest first in each. A short page may have a cursor all the same. `unreadable`: what is damaged."""

    entries: tuple[RatedItemView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
