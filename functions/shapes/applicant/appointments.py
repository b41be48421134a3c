"""到场预约, as the applicant and the window see it."""

from functions.domain.clock import shanghai_date
from functions.domain.office.slots import SlotDay
from functions.ports.deps import Deps
from functions.shapes import words
from functions.shapes.case.appointments import appointment_view
from functions.usecases.applicant.free_times import FreeTimes, SameDays
from functions.usecases.office.which_office import office_names
from schemas.applicant.appointments import (
    FreeDayView,
    FreeTimesView,
    FreeTimeView,
    SameDayListView,
    SameDayView,
    VisitPlaceView,
)


def free_times_view(found: FreeTimes, deps: Deps) -> FreeTimesView:
    return FreeTimesView(
        item=found.item.code,
        office=found.office.name,
        appointment=appointment_view(found.item, office_names(found.ledger, deps).now, deps.clock()),
        reason=found.reason,
        entries=tuple(map(_day, found.days)),
        cursor=found.cursor,
    )


def _day(day: SlotDay) -> FreeDayView:
    times = (FreeTimeView(at=one.at, until=one.until, left=one.left) for one in day.slots)
    return FreeDayView(day=day.day, times=tuple(times))


def same_day_list(found: SameDays, deps: Deps) -> SameDayListView:
    edition = deps.editions(found.ledger.case.edition)
    entries = (
        SameDayView(
            day=shanghai_date(choice[0].at),
            places=tuple(
                VisitPlaceView(
                    item=one.item,
                    name=words.item_name(edition, one.item),
                    office=found.offices[one.item].name,
                    at=one.at,
                    until=one.until,
                )
                for one in choice
            ),
        )
        for choice in found.choices
    )
    return SameDayListView(entries=tuple(entries), cursor=found.cursor)
