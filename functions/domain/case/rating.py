"""A rating (好差评) as the ledger keeps it with its item: the level and the tags. Its text is sealed beside it."""

from dataclasses import dataclass
from datetime import datetime

from schemas.codes_citizen import RatingLevel, RatingTag


@dataclass(frozen=True, slots=True)
class Rating:
    """`at` is the first time. A bad one owes a return visit (回访) by `visit_due`, until an office says what it did."""

    level: RatingLevel
    tags: tuple[RatingTag, ...]
    at: datetime
    changed_at: datetime
    visit_due: datetime | None = None
    visit_overdue: bool = False
    visited_at: datetime | None = None
    visited_by: str | None = None

    @property
    def visit_owed(self) -> bool:
        return self.visit_due is not None and self.visited_at is None
