"""How a region stands: items with the same trouble, tallies, what the sweep found and could not settle."""

from schemas.codes import Attention, Department
from schemas.wire import Instant, ItemCode, Wire


class GroupView(Wire):
    """`group` narrows a list, or a batch, to these."""

    group: str
    attention: Attention | None
    attention_text: str | None
    state: str
    error: str
    cause: str
    count: int
    oldest: Instant
    departments: tuple[Department, ...]


class GroupListView(Wire):
    """`partial`: there is more than one look reads, or than can be read; the counts are lower bounds."""

    groups: tuple[GroupView, ...]
    partial: bool


class AttentionTallyView(Wire):
    attention: Attention
    attention_text: str
    count: int
    oldest: Instant


class PlaceTallyView(Wire):
    department: Department
    department_text: str
    city: str
    city_name: str
    tallies: tuple[AttentionTallyView, ...]


class SweepView(Wire):
    """The last sweep (巡检), over all regions: what it repaired, what failed. `silent_loss` must be 0."""

    at: Instant
    cases: int
    repairs: dict[str, int]
    failures: dict[str, int]
    lost: dict[str, int]
    silent_loss: int
    set_back: int = 0


class InTroubleView(Wire):
    """Whoever did not answer, or took too long, `failures` times in a row since then: an office, or the gateway of notices
    (`notices`). It is asked less often by itself, and as ever once it answers; `next_try` is None while it is asked as ever.
    `waiting`: how many items of the reader's region are to be sent there, at least, if the summary is `partial`.
    """

    office: str
    name: str
    failures: int
    since: Instant | None
    error: str | None
    next_try: Instant | None
    error_text: str | None
    waiting: int


class SetbackView(Wire):
    """A case that the sweep cannot look at: a damaged row, a lost key, a fault of ours (`error`); or of which it found items
    silently `lost`. `set_aside`: no sweep tries it any more, by whom and why.
    """

    case_id: str
    error: str
    since: Instant
    last: Instant
    times: int
    set_aside: str | None
    lost: tuple[ItemCode, ...] = ()


class SummaryView(Wire):
    """`partial`: there is more than one look reads, or than can be read; the counts are lower bounds.
    `sweep`: None before the first one. `silent_loss`, by item in `lost`: what sweeps found, until a look at the case finds it
    well; must be 0.
    `in_trouble`: over all regions. `unreadable`: records of all regions that work hangs on and that cannot be read, by kind
    and key: a route, whose items are sent to nobody; what is known of an office, or of a case that stopped a sweep.
    """

    places: tuple[PlaceTallyView, ...]
    in_trouble: tuple[InTroubleView, ...]
    partial: bool
    silent_loss: int | None
    lost: dict[str, int]
    sweep: SweepView | None
    setbacks: tuple[SetbackView, ...] = ()
    unreadable: tuple[str, ...] = ()
