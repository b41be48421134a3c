"""What a due time stands on: a statutory limit, a promised one, or our own bound of supervision, which is no limit at all."""

from functions.domain.case.item import CaseItem
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import LimitKind
from schemas.codes import CHINESE
from schemas.codes_citizen import DueBasis

# Before 受理 no limit runs: until then its length is counted from the dispatch.
_NOT_ACCEPTED_YET = "（受理前自分发之日起暂计，受理后自受理之日起计算）"


def due_basis(item: CaseItem, edition: Edition) -> DueBasis:
    """By the limit that the case was opened with, as its edition calls it."""
    limit = item.bounds.limit
    if limit is None:
        return DueBasis.WATCH
    known = edition.item(item.code).time_limits if edition.has(item.code) else ()
    kinds = {one.kind for one in known if (one.value, one.unit) == (limit.value, limit.unit)}
    return DueBasis.PROMISED if kinds == {LimitKind.PROMISED} else DueBasis.STATUTORY


def due_basis_text(item: CaseItem, edition: Edition) -> str:
    """The same statement for the office, its staff, operators and the applicant."""
    basis = due_basis(item, edition)
    runs = basis is DueBasis.WATCH or item.clock.accepted_at is not None or item.outcome is not None
    return CHINESE[basis] + ("" if runs else _NOT_ACCEPTED_YET)
