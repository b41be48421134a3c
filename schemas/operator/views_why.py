"""Why a case waits: for each open item, and for the case, one reason, for whom it waits, and what helps."""

from schemas.codes import CaseStatus
from schemas.office.routes import OfficeMode
from schemas.wire import Instant, ItemCode, Wire


class WhyOfficeView(Wire):
    """`telephone`: as the routes have it; None where nobody has entered one."""

    id: str
    name: str
    mode: OfficeMode
    telephone: str | None


class WhyActView(Wire):
    """An act that this state allows, and where it is sent: `action` goes into the body where there is one."""

    action: str
    text: str
    method: str
    path: str


class WhyView(Wire):
    """`code` is stable. `behind`: the item that it waits for; `until`: when a term ends, or when it is tried next; `error`: a
    class name of ours; `said`: the office's own words.
    """

    item: ItemCode | None
    item_name: str | None
    code: str
    text: str
    since: Instant
    until: Instant | None
    whom: str
    whom_text: str
    office: WhyOfficeView | None
    behind: ItemCode | None
    behind_name: str | None
    error: str | None
    said: str | None
    todo: str
    acts: tuple[WhyActView, ...]


class CaseWhyView(Wire):
    """`why`: what presses most. `items`: those without an outcome, or with something left undone after it. `running`:
    whether the engine runs the present run; false, too, while it does not answer (`engine_answered`).
    """

    case_id: str
    reference: str
    status: CaseStatus
    status_text: str
    at: Instant
    run: int
    running: bool
    engine_answered: bool
    why: WhyView
    items: tuple[WhyView, ...]
