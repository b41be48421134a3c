"""到场预约: which times are free, and what an applicant, or a clerk for them, takes, moves and cancels."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.case.views_item import AppointmentView
from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, Wire

# As many visits as anybody makes on one day.
MOST_VISITS = 4


class PlaceWanted(Wire):
    item: ItemCode
    at: Instant = Field(title="到场的时间，取自可约的时间")


class AppointmentOrder(Wire):
    """All of them or none. A time that was booked before is given back with the same act (改约)."""

    places: Annotated[
        tuple[PlaceWanted, ...], Field(min_length=1, max_length=MOST_VISITS, title="各事项到场的时间")
    ]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        codes = [one.item for one in self.places]
        for place, code in enumerate(codes):
            if code in codes[:place]:
                refuse((("places", str(place), "item"), "同一事项只能约一个时间。"))
        return self


class AppointmentCancelling(Wire):
    item: ItemCode


class FreeTimeView(Wire):
    """`left`: how many can still book it."""

    at: Instant
    until: Instant
    left: int


class FreeDayView(Wire):
    day: date
    times: tuple[FreeTimeView, ...]


class FreeTimesView(Wire):
    """Of one item, at the office that has it, day by day. `appointment`: what is booked for it; `reason`: why its office
    closed that time.
    """

    item: ItemCode
    office: str
    appointment: AppointmentView | None
    reason: str | None
    entries: tuple[FreeDayView, ...]
    cursor: str | None


class VisitPlaceView(Wire):
    item: ItemCode
    name: str
    office: str
    at: Instant
    until: Instant


class SameDayView(Wire):
    """Several visits on one day, one soon after the other."""

    day: date
    places: tuple[VisitPlaceView, ...]


class SameDayListView(Wire):
    entries: tuple[SameDayView, ...]
    cursor: str | None
