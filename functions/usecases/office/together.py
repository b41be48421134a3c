"""The same answer to several items at once (批量答复): each for itself, claimed first where nobody holds it."""

from collections.abc import Callable
from functools import partial

from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.errors import LianbanError
from functions.domain.office.worklist import claimed_by, in_hand
from functions.ports.deps import Deps
from functions.usecases.office import claims, staff_answers
from functions.usecases.office.desk import own_item
from functions.usecases.office.places import Place
from schemas.office.worklist import Claim
from schemas.wire import Wire


def answer_each(
    answers: tuple[tuple[Place, Wire], ...], *, by: Principal, key: str, deps: Deps
) -> tuple[CaseItem | LianbanError, ...]:
    """What became of each, in their order; one that is refused holds up no other. The same key gets the first's ends."""
    return tuple(_kept(partial(_one, place, given, by, key, deps)) for place, given in answers)


def _one(place: Place, given: Wire, by: Principal, key: str, deps: Deps) -> CaseItem:
    _, item = own_item(place, by=by, deps=deps)
    if in_hand(item) and claimed_by(item, by.subject) == "nobody":
        claims.claim(place, Claim(), by=by, key=key, deps=deps)
    return staff_answers.answer(place, given, by=by, key=key, deps=deps)


def _kept(act: Callable[[], CaseItem]) -> CaseItem | LianbanError:
    try:
        return act()
    except LianbanError as error:
        return error
