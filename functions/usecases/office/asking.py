"""Sends one message to an office that may be asked now, and tells of the call for the item's log of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from math import ceil

from functions.domain.case.deliveries import delivery, with_delivery
from functions.domain.case.item import CaseItem
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.domain.office.circuit import rests_until
from functions.domain.office.routing import route_record
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.telemetry.lines import write_line
from functions.usecases.office.circuits import circuit_of, resting, through_circuit
from schemas.office.dispatches import Message

AskingFailure = DepartmentUnavailable | DepartmentRefusedPayload
_UNREADABLE = (
    "办理机构的路由记录 {record} 读不出来，没有发送：发给别的机构会送错地方。"
    "请运维人员从备份放回这一条（lianban repair，运维手册 record-unreadable），放回后系统在两小时内自动发送；急的可以改派。"
)
_RESTS = "部门系统近来没有应答，已减少发送，系统将自动重试。"


@dataclass(frozen=True, slots=True)
class Called:
    """One call to an office, and how it ended."""

    office: Office
    key: str
    began: datetime
    ended: datetime
    status: int | None = None
    error: AskingFailure | None = None
    next_at: datetime | None = None

    def noted(self, item: CaseItem) -> CaseItem:
        """Within whatever is written of how it ended."""
        one = delivery(
            item,
            self.office.id,
            self.began,
            self.ended,
            key=self.key,
            status=self.status,
            error=type(self.error).__name__ if self.error else None,
            said=self.error.said if self.error else None,
            next_at=self.next_at,
        )
        return with_delivery(item, one)


def ask_office(
    office: Office, message: Callable[[], Message], deps: Deps, *, key: str, anyway: bool = False
) -> Called:
    """`message` is written only if it will be sent. Whatever the office said is in what is returned. Raises
    DepartmentUnavailable for an office that is left alone for a while, unless `anyway`, and for one that nobody knows.
    """
    if office.unreadable:
        said = _UNREADABLE.format(record=route_record(office.id))
        raise DepartmentUnavailable(route_unreadable=True, said=said)
    circuit = circuit_of(office.id, deps)
    until = None if anyway else rests_until(circuit, deps.clock())
    if until is not None:
        seconds = ceil((until - deps.clock()).total_seconds())
        raise DepartmentUnavailable(_RESTS, retry_after_seconds=seconds, asked=False)
    written, began = message(), deps.clock()
    try:
        send = partial(deps.gateway.send, office, written, key=key)
        status = through_circuit(office.id, send, deps, before=circuit)
    except (DepartmentUnavailable, DepartmentRefusedPayload) as error:
        # Ids only: what the office said stands with the item, sealed.
        write_line(
            "delivery failed",
            {"office": office.id, "key": key, "error": type(error).__name__},
            level="WARNING",
        )
        return Called(office, key, began, deps.clock(), error.status, error, _next(office, error, deps))
    return Called(office, key, began, deps.clock(), status)


def _next(office: Office, error: AskingFailure, deps: Deps) -> datetime | None:
    """Not before its own wish, nor before its rest is over; None of what nobody tries again by itself."""
    if not isinstance(error, DepartmentUnavailable):
        return None
    seconds = error.retry_after_seconds
    wished = deps.clock() + timedelta(seconds=seconds) if seconds else None
    return max((at for at in (wished, resting(office.id, deps)) if at), default=None)
