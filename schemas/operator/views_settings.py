"""What operators set, as they see it: routes by region, rollout by city; each with its version and its changes."""

from datetime import date
from typing import Any

from schemas.codes import Department
from schemas.guide.rollout import Channel, RolloutEntry, Stage
from schemas.office.routes import OfficeMode, OfficeRoute
from schemas.wire import Instant, ItemCode, Wire


class ChangeView(Wire):
    """`before`: None for the first, and where that version cannot be read. `operator`: the opaque subject of who did it."""

    version: int
    at: Instant
    operator: str
    reason: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    before_unreadable: bool = False


class OfficeView(Wire):
    """An office as a route has it. `secret`: the name of its keys; None: the department's. `unreadable`: what an operator set
    cannot be read: nobody knows which office it is, and nothing is sent."""

    id: str
    name: str
    mode: OfficeMode
    endpoint: str
    secret: str | None
    telephone: str | None
    unreadable: bool = False


class RouteView(Wire):
    """`etag`: for If-Match. `in_file`: what the file of routes has; `set`: what an operator set over it.

    `serving`: the office that works the region's items now, by this or a wider region's route, or the worklist.
    """

    department: Department
    department_text: str
    region: str
    region_name: str
    version: int
    etag: str
    in_file: OfficeView | None
    set: OfficeRoute | None
    serving: OfficeView


class RouteListView(Wire):
    """`changes`: of the region that was asked for, the newest first."""

    entries: tuple[RouteView, ...]
    changes: tuple[ChangeView, ...]
    unreadable_changes: tuple[int, ...] = ()


class RolloutView(Wire):
    """What is not named by an entry that holds today is live."""

    city: str
    city_name: str
    version: int
    etag: str
    entries: tuple[RolloutEntry, ...]
    today: date
    not_live: tuple["NotLiveView", ...]
    changes: tuple[ChangeView, ...]
    unreadable_changes: tuple[int, ...] = ()


class NotLiveView(Wire):
    """What holds today of one item on one channel: off, or on trial in `counties` (none: in the whole city)."""

    item: ItemCode
    channel: Channel
    channel_text: str
    stage: Stage
    stage_text: str
    counties: tuple[str, ...]
    way: str | None
    until: date | None
