"""When an office sees applicants (号源): what it publishes and closes, and who comes."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.codes_citizen import AppointmentState
from schemas.wire import CalendarDate, Instant, ItemCode, OfficeId, ReasonText, Reference, Wire

# Ours: a day that fits one row, and an order that fits one transaction.
MOST_TIMES, MOST_PLACES, MOST_DAYS, MOST_MISSED = 96, 200, 62, 100
_DAY_MINUTES = 24 * 60

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def minutes_of(start: str) -> int:
    return int(start[:2]) * 60 + int(start[3:])


class SlotTime(Wire):
    """`capacity`: how many applicants come at that time."""

    start: ClockTime = Field(title="开始时间，如 09:00")
    minutes: Annotated[int, Field(ge=5, le=480, title="时长（分钟）")]
    capacity: Annotated[int, Field(ge=1, le=50, title="可约人数")]

    @property
    def ends(self) -> int:
        return minutes_of(self.start) + self.minutes


class SlotDayPlan(Wire):
    """All times of a day, in place of those that were published before. `on_day_off`: meant, although nobody works then."""

    day: CalendarDate = Field(title="日期")
    times: Annotated[tuple[SlotTime, ...], Field(min_length=1, max_length=MOST_TIMES, title="各时间段")]
    on_day_off: bool = Field(default=False, title="休息日也办理")

    @model_validator(mode="after")
    def _fits_a_day(self) -> Self:
        places = sorted(self.times, key=lambda one: one.start)
        if any(second.start < _clock(first.ends) for first, second in pairwise(places)):
            raise ValueError("同一天的时间段不能重叠")
        if places[-1].ends > _DAY_MINUTES:
            raise ValueError("时间段不能跨到第二天")
        if sum(one.capacity for one in places) > MOST_PLACES:
            raise ValueError(f"一天的可约人数合计不能超过 {MOST_PLACES}")
        return self


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class SlotClosing(Wire):
    """停办: a day, or some of its times; whoever has booked is told, with the reason, and books anew."""

    day: CalendarDate = Field(title="日期")
    times: Annotated[tuple[ClockTime, ...], Field(max_length=MOST_TIMES, title="哪些时间段；不填为全天")] = ()
    reason: ReasonText = Field(title="停办的原因，申请人会看到")


class MissedPlace(Wire):
    """爽约: nobody came."""

    reference: Reference
    at: Instant = Field(title="预约的时间")


class SlotsOrder(Wire):
    """What an office says of its times for one item: days published, days or times closed, and who did not come."""

    office: OfficeId
    item: ItemCode
    publish: Annotated[tuple[SlotDayPlan, ...], Field(max_length=MOST_DAYS, title="公布的各日")] = ()
    close: Annotated[tuple[SlotClosing, ...], Field(max_length=MOST_DAYS, title="停办的日期和时间")] = ()
    missed: Annotated[tuple[MissedPlace, ...], Field(max_length=MOST_MISSED, title="未到场的预约")] = ()

    @model_validator(mode="after")
    def _says_something_once(self) -> Self:
        if not (self.publish or self.close or self.missed):
            raise ValueError("公布、停办、未到场至少填写一项")
        days = [*(one.day for one in self.publish), *(one.day for one in self.close)]
        if len(set(days)) < len(days):
            raise ValueError("同一天只能出现一次")
        return self


class SlotsLookUp(Wire):
    """Who comes on a day, asked by the office's system."""

    office: OfficeId
    item: ItemCode
    day: CalendarDate
    limit: Annotated[int, Field(ge=1, le=100, title="每页条数")] = 50
    cursor: Annotated[str, Field(min_length=1, max_length=2048, title="上一页给的 cursor")] | None = None


class SlotTimeView(Wire):
    """`taken`: how many have booked."""

    start: str
    until: Instant
    capacity: int
    taken: int
    closed: bool


class SlotDayView(Wire):
    """`reason`: why times of it are closed."""

    day: date
    times: tuple[SlotTimeView, ...]
    reason: str | None


class SlotDaysView(Wire):
    office: OfficeId
    item: ItemCode
    entries: tuple[SlotDayView, ...]
    cursor: str | None


class BookingView(Wire):
    """One who comes: no more of them than the department is given of this item. `state`: null while the time stands."""

    case_id: str
    reference: Reference
    at: Instant
    until: Instant
    person_name: str | None
    state: AppointmentState | None
    state_text: str


class BookingsView(Wire):
    """Of one day, time by time."""

    office: OfficeId
    item: ItemCode
    day: date
    entries: tuple[BookingView, ...]
    cursor: str | None


class NoShow(Wire):
    """爽约: the applicant did not come at `at`."""

    at: Instant = Field(title="预约的时间")


class MissedView(Wire):
    """`missed`: how often by now."""

    case_id: str
    reference: Reference
    item: ItemCode
    at: Instant
    missed: int
