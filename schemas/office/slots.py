"""When an office sees applicants (号源): what it publishes and closes, and who comes."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.codes_citizen import AppointmentState
from schemas.refusing import refuse
from schemas.wire import CalendarDate, Instant, ItemCode, OfficeId, ReasonText, Reference, Wire

# Ours: a day that fits one row, and an order that fits one transaction.
MOST_TIMES, MOST_PLACES, MOST_DAYS, MOST_MISSED = 96, 200, 62, 100
# Rows of one transaction: a published day is one, a closed one is two, for what is owed to whoever had booked.
MOST_ROWS = 100
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
        places = sorted(enumerate(self.times), key=lambda one: one[1].start)
        for (_, first), (place, second) in pairwise(places):
            if minutes_of(second.start) < first.ends:
                refuse((("times", str(place), "start"), "同一天的时间段不能重叠，请核对开始时间和时长。"))
        last, longest = places[-1]
        if longest.ends > _DAY_MINUTES:
            refuse((("times", str(last), "minutes"), "时间段不能跨到第二天，请核对开始时间和时长。"))
        if sum(one.capacity for one in self.times) > MOST_PLACES:
            refuse((("times",), f"一天的可约人数合计不能超过 {MOST_PLACES}。"))
        return self


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
            refuse((("publish",), "公布、停办、未到场至少填写一项。"))
        days = [*(one.day for one in self.publish), *(one.day for one in self.close)]
        for place, day in enumerate(days):
            if day in days[:place]:
                at = ("publish", place) if place < len(self.publish) else ("close", place - len(self.publish))
                refuse(((at[0], str(at[1]), "day"), "同一天只能出现一次。"))
        room = (MOST_ROWS - len(self.publish)) // 2
        if len(self.close) > room:
            refuse((("close", str(room)), f"这一次最多停办 {room} 天，没有保存。请分几次提交。"))
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
    """`unreadable`: days that are damaged; nobody can book there then."""

    office: OfficeId
    item: ItemCode
    entries: tuple[SlotDayView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


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
    """Of one day, time by time. `unreadable`: ids of what is damaged."""

    office: OfficeId
    item: ItemCode
    day: date
    entries: tuple[BookingView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


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


class SlotPattern(Wire):
    """The same times on every working day from `first` to `last`, one after the other, with a pause at noon."""

    first: CalendarDate = Field(title="从哪天起")
    last: CalendarDate = Field(title="到哪天为止（含当天）")
    begins: ClockTime = Field(title="上午几点开始")
    ends: ClockTime = Field(title="下午几点结束")
    pause_from: ClockTime | None = Field(None, title="午休从几点起")
    pause_until: ClockTime | None = Field(None, title="午休到几点")
    minutes: Annotated[int, Field(ge=5, le=480, title="每个时间段多少分钟")]
    capacity: Annotated[int, Field(ge=1, le=50, title="每个时间段可约几人")]

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.last < self.first:
            refuse((("last",), "应不早于开始的日期。"))
        if minutes_of(self.ends) - minutes_of(self.begins) < self.minutes:
            refuse((("ends",), "到结束为止不够一个时间段，请核对开始、结束和分钟数。"))
        if (self.pause_from is None) is not (self.pause_until is None):
            refuse((("pause_until",), "午休的起止请一起填写，或者都不填。"))
        if self.pause_from and self.pause_until and self.pause_until <= self.pause_from:
            refuse((("pause_until",), "午休结束应晚于午休开始。"))
        return self
