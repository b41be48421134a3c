"""A case as an operator sees it: the ledger whole, and what the state machine did with it. Never a token."""

from typing import Literal

from schemas.case.views import CaseSummaryView, NoticeView
from schemas.case.views_item import ItemView
from schemas.codes import AnswerType
from schemas.wire import Instant, Wire

NodeStatus = Literal["not_entered", "waiting", "succeeded", "failed"]


class WaitView(Wire):
    """A waiting task. `token_hash`: the first 8 hex digits of its token's SHA-256, to tell two tokens apart."""

    state: str
    run: int
    since: Instant
    token_hash: str


class TroubleView(Wire):
    error: str
    since: Instant
    attempts: int
    not_before: Instant | None
    said: str | None


class IncidentView(Wire):
    state: str
    error: str
    cause: str
    at: Instant
    said: str | None


class OperatorItemView(ItemView):
    """`watch_until`: the time supervision goes by, official or our own bound, as `due_basis` says."""

    version: int
    sent_round: int
    extended: bool
    watch_until: Instant | None
    receipt: str | None
    answer: AnswerType | None
    answer_at: Instant | None
    wait: WaitView | None
    trouble: TroubleView | None
    incident: IncidentView | None
    check_at: Instant | None


class ExecutionView(Wire):
    """`error` is the error's name; a cause may hold values of a person and is not shown."""

    run: int
    name: str
    status: str
    started_at: Instant
    stopped_at: Instant | None
    error: str | None


class ExecutionListView(Wire):
    """Newest run first."""

    entries: tuple[ExecutionView, ...]


class OperatorNoticeView(NoticeView):
    """`given_up`: no machine tries it again, so a person must tell the applicant."""

    attempts: int
    error: str | None
    given_up: bool


class OperatorCaseView(CaseSummaryView):
    """`engine_answered` is false while the engine does not tell of runs: then `executions` is empty."""

    run: int
    checks: int
    version: int
    check_at: Instant | None
    service_check: OperatorItemView
    items: tuple[OperatorItemView, ...]
    notices: tuple[OperatorNoticeView, ...]
    executions: tuple[ExecutionView, ...]
    engine_answered: bool


class EdgeView(Wire):
    """`label`: why this edge is taken: a choice's number or the errors caught; empty for plain succession."""

    to: str
    label: str


class IterationView(Wire):
    """One item's way through a state inside a Map."""

    item: str
    entered: int
    status: NodeStatus


class NodeView(Wire):
    """One state. `within`: the Parallel or Map it stands in; `branch`: which branch of it."""

    name: str
    type: str
    text: str | None
    within: str | None
    branch: int | None
    next: tuple[EdgeView, ...]
    catch: tuple[EdgeView, ...]
    entered: int
    status: NodeStatus
    iterations: tuple[IterationView, ...]


class HistoryEventView(Wire):
    id: int
    at: Instant
    kind: str
    state: str | None
    item: str | None


class HistoryPageView(Wire):
    entries: tuple[HistoryEventView, ...]
    cursor: str | None


class ExecutionDetailView(ExecutionView):
    """`graph_whole` is false if the history is too long to be drawn whole: counts are then lower bounds."""

    graph: tuple[NodeView, ...]
    graph_whole: bool
    history: HistoryPageView
