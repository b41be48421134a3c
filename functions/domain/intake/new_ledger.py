"""The ledger that a case begins with. Pure."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cache

from functions.domain.case.access import is_known
from functions.domain.case.case import Case, Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.parts import ItemBounds, ItemTodos, Limit
from functions.domain.case.supply import next_due
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.catalogue.plan import Plan, PlannedItem
from functions.domain.catalogue.standing import SourceChecked
from functions.domain.clock import Calendar, deadline
from functions.domain.deadlines.terms import terms_of
from functions.domain.intake.claim import Claimed
from functions.domain.intake.origin import Origin, across, seat_of
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Unit
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import FigureKind
from schemas.codes import CaseStatus, ItemStatus, Outcome
from schemas.form.application import Application


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What comes with the form: the files beside it, and what was recorded of its sources."""

    files: Claimed
    checked: tuple[SourceChecked, ...]


def new_ledger(
    application: Application,
    origin: Origin,
    plan: Plan,
    enclosed: Enclosed,
    calendar: Calendar,
) -> Ledger:
    """The service check first, then the items in the plan's order."""
    case = Case(
        id=origin.case_id,
        reference=origin.reference,
        applicant=origin.applicant,
        city=application.destination.city,
        county=seat_of(application, origin),
        edition=origin.edition.name,
        terms=terms_of(application, origin.edition),
        draft=origin.draft,
        corrected=origin.corrected,
        materials=enclosed.files.materials,
        deferred=enclosed.files.deferred,
        checked=enclosed.checked,
        not_needed=enclosed.files.not_needed,
        window=across(application, origin),
        restored=origin.restored,
        status=CaseStatus.OPEN,
        opened_at=origin.at,
        watch_not_before=origin.at + FIRST_CHECK,
    )

    # A dozen items share two or three bounds, each of which walks the calendar day by day.
    @cache
    def seconds(working_days: int) -> int:
        end = deadline(origin.at, working_days, Unit.WORKING_DAY, calendar).at
        return int((end - origin.at).total_seconds()) + 1

    place = application.destination
    routed = origin.edition.regions.narrowest(place.city, place.county, place.town)
    planned = (plan.service_check, *plan.items)
    followed = _followed(plan, origin.edition)
    return Ledger(case, tuple(_item(case, one, routed, seconds, followed) for one in planned))


def _followed(plan: Plan, edition: Edition) -> frozenset[str]:
    """Behind which others stand, where the place has put any in order."""
    if all(one.figure.kind is not FigureKind.AFTER for one in edition.figures):
        return frozenset()
    return frozenset(code for planned in plan.items for code in planned.after)


def _item(
    case: Case,
    planned: PlannedItem,
    routed: str | None,
    seconds: Callable[[int], int],
    followed: Container[str],
) -> CaseItem:
    """`routed`: the narrowest place that an office may serve.

    Its bounds in working days, and the seconds they come to when the case is opened.
    """
    item, limit = planned.item, planned.limit
    # Nothing stands before the service check.
    begins = ItemStatus.READY if item.code == SERVICE_CHECK else ItemStatus.WAITING
    return CaseItem(
        case_id=case.id,
        city=case.city,
        county=routed,
        code=item.code,
        department=item.department,
        status=begins if planned.applies else ItemStatus.DONE,
        since=case.opened_at,
        after=planned.after,
        unchecked=not item.needs_service_check,
        is_followed=item.code in followed,
        bounds=ItemBounds(
            watch_days=item.watch_days,
            watch_seconds=seconds(item.watch_days),
            correction_days=item.correction.working_days,
            correction_seconds=seconds(item.correction.working_days),
            correction_rounds=item.correction.max_rounds,
            contest_days=item.contest.working_days if item.contest else 0,
            limit=Limit(limit.value, limit.unit) if limit and limit.value is not None else None,
        ),
        todos=_todos(case, item) if planned.applies else ItemTodos(),
        outcome=None if planned.applies else Outcome.NOT_NEEDED,
        reason=planned.reason,
        decided_at=None if planned.applies else case.opened_at,
    )


def _todos(case: Case, item: Item) -> ItemTodos:
    return ItemTodos(
        at_window=not is_known(case),
        visit=bool(item.visits.told and item.visits.at_once),
        bring_by=next_due(case, item.code),
    )
