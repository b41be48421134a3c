"""Sends one message to an office that may be asked now."""

from collections.abc import Callable
from math import ceil

from functions.domain.errors import DepartmentUnavailable, DispatchError
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.telemetry.lines import write_line
from functions.usecases.office.circuits import asked, resting
from schemas.office.dispatches import Message

_RESTS = "部门系统近来没有应答，已减少发送，系统将自动重试。"


def ask_office(
    office: Office, message: Callable[[], Message], deps: Deps, *, key: str, anyway: bool = False
) -> None:
    """`message` is written only if it will be sent. Raises DepartmentUnavailable, also for an office that is left alone for a
    while, unless `anyway`; DepartmentRefusedPayload.
    """
    until = None if anyway else resting(office.id, deps)
    if until is not None:
        seconds = ceil((until - deps.clock()).total_seconds())
        raise DepartmentUnavailable(_RESTS, retry_after_seconds=seconds, asked=False)
    written = message()
    try:
        asked(office.id, lambda: deps.gateway.send(office, written, key=key), deps)
    except DispatchError as error:
        # Ids only: what the office said stands with the item, sealed.
        write_line(
            "delivery failed",
            {"office": office.id, "key": key, "error": type(error).__name__},
            level="WARNING",
        )
        raise
