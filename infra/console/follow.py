"""Submits a case and follows it over HTTP until it is closed."""

import time
import uuid
from collections.abc import Callable, Sequence
from threading import Event

from infra.console.client import Client
from infra.console.progress import CaseDocument, Show, is_over

APPLICANT, OPERATOR = "applicant-1", "operator"
_LOOK_EVERY_SECONDS = 0.2


def submit_as_client(client: Client, application: bytes, *, citizen: int | None = None) -> str:
    """The case's id. Raises Failure that names the first wrong field."""
    key = str(uuid.uuid4())
    return str(client.submit(application, identity=APPLICANT, key=key, citizen=citizen)["case_id"])


def follow(
    client: Client,
    case_ids: Sequence[str],
    show: Show,
    *,
    bound: float | None,
    clock: Callable[[], float] = time.monotonic,
) -> list[CaseDocument]:
    """The cases as they are when all are closed, or when `bound` seconds are over."""
    pause, began = Event(), clock()
    while True:
        cases = [client.case(case_id, identity=OPERATOR) for case_id in case_ids]
        show(cases)
        late = bound is not None and clock() - began >= bound
        if late or all(is_over(case) for case in cases):
            return cases
        pause.wait(_LOOK_EVERY_SECONDS)
