"""Step Functions Standard behind the port. Tokens never leave it, and of data and causes only what run_data.py shows."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn

from botocore.exceptions import ClientError

from functions.adapters.aws import NO_ANSWER, code, is_throttled
from functions.adapters.cursor import read_cursor, write_cursor
from functions.adapters.executions_history import read_history
from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.errors import StartThrottled, TaskGone
from functions.domain.operator.run_data import shown_cause
from functions.ports.executions import AT_THE_BEGINNING, Execution, HistoryEvent, Positions, Redrive
from functions.ports.page import Page

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

# What an engine says of a run that cannot be stopped: there is none, or it has ended.
NOT_RUNNING = frozenset({"ExecutionDoesNotExist", "ValidationException"})
_GONE = frozenset({"TaskTimedOut", "InvalidToken", "TaskDoesNotExist"})
FULL = frozenset({"ExecutionLimitExceeded", "ServiceQuotaExceededException"})
MOST_CAUSE = 32_768
MOST_ERROR = 256
EVENTS_A_CALL = 1000
# From its end; afterwards Step Functions refuses.
REDRIVABLE_FOR = timedelta(days=14)
# arn:partition:states:region:account:stateMachine:name, and for a version or an alias one part more.
ARN_PARTS = 7


class StepFunctionsExecutions:
    def __init__(self, client: "SFNClient", state_machine_arn: str) -> None:
        self._client = client
        self._machine = state_machine_arn
        # Runs belong to the machine, whichever version or alias they were started through.
        self._whole = ":".join(state_machine_arn.split(":")[:ARN_PARTS])

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        """`positions` are for engines that lose a run: here a name that is not known is that of a run that never began."""
        try:
            self._client.start_execution(stateMachineArn=self._machine, name=name, input=_json(given))
        except (ClientError, *NO_ANSWER) as error:
            if code(error) != "ExecutionAlreadyExists":
                _refused(error)

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        try:
            self._client.send_task_success(taskToken=token, output=_json(output))
        except (ClientError, *NO_ANSWER) as error:
            _refused(error)

    def fail(self, token: str, *, error: str, cause: str) -> None:
        try:
            self._client.send_task_failure(
                taskToken=token, error=error[:MOST_ERROR], cause=cause[:MOST_CAUSE]
            )
        except (ClientError, *NO_ANSWER) as refusal:
            _refused(refusal)

    def stop(self, name: str) -> None:
        try:
            self._client.stop_execution(executionArn=self._execution(name))
        except (ClientError, *NO_ANSWER) as error:
            if code(error) not in NOT_RUNNING:
                _refused(error)

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        try:
            found = self._client.describe_execution(executionArn=self._execution(name))
        except (ClientError, *NO_ANSWER) as error:
            if code(error) == "ExecutionDoesNotExist":
                return None
            _refused(error)
        status = found["status"]
        return Execution(
            name=name,
            # Waiting to be redriven by hand: it runs no longer.
            status="FAILED" if status == "PENDING_REDRIVE" else status,
            started_at=found["startDate"],
            stopped_at=found.get("stopDate"),
            error=found.get("error"),
            cause=shown_cause(found["cause"]) if found.get("cause") else None,
            events=self._count(name) if counted and status == "RUNNING" else None,
            redrive=_redrive(found),
        )

    def _count(self, name: str) -> int | None:
        """The number of the newest event. None if the engine does not tell now: reading histories is throttled early,
        and that a run exists must be learnt all the same."""
        try:
            newest = self._client.get_execution_history(
                executionArn=self._execution(name), reverseOrder=True, maxResults=1
            )["events"]
        except (ClientError, *NO_ANSWER) as error:
            if code(error) == "ExecutionDoesNotExist" or _may_pass(error):
                return None
            raise
        return max((event["id"] for event in newest), default=None)

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]:
        """Read from the start each time: which item an event belongs to is told by events long before it."""
        (after,) = read_cursor(f"history#{name}", cursor, int) or (0,)
        wanted = (event for event in read_history(self._events(name)) if event.id > after)
        found = list(islice(wanted, limit + 1))
        kept = tuple(found[:limit])
        more = len(found) > limit
        return Page(kept, write_cursor(f"history#{name}", (kept[-1].id,)) if more else None)

    def definition(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(
            self._client.describe_state_machine(stateMachineArn=self._whole)["definition"]
        )
        return found

    def _execution(self, name: str) -> str:
        """Derived, so that it is right in every partition, region and account."""
        return f"{self._whole.replace(':stateMachine:', ':execution:', 1)}:{name}"

    def _events(self, name: str) -> Iterator[Mapping[str, Any]]:
        request: dict[str, Any] = {"executionArn": self._execution(name), "maxResults": EVENTS_A_CALL}
        while True:
            try:
                page = self._client.get_execution_history(**request)
            except (ClientError, *NO_ANSWER) as error:
                if code(error) == "ExecutionDoesNotExist":
                    raise ExecutionNotFound from error
                _refused(error)
            yield from page["events"]
            if not page.get("nextToken"):
                return
            request["nextToken"] = page["nextToken"]


def _redrive(found: Mapping[str, Any]) -> Redrive | None:
    """Of a run under way, and where the engine does not say: nothing."""
    told, ended = found.get("redriveStatus"), found.get("stopDate")
    if told is None or ended is None:
        return None
    possible = told == "REDRIVABLE"
    return Redrive(
        possible=possible,
        count=found.get("redriveCount", 0),
        until=ended + REDRIVABLE_FOR if possible else None,
        why_not=None if possible else found.get("redriveStatusReason"),
    )


def _refused(error: Exception) -> NoReturn:
    """What the engine's refusal means to us. No answer at all is as good as being throttled: the sweep comes back."""
    if code(error) in _GONE:
        raise TaskGone from error
    if _may_pass(error):
        raise StartThrottled from error
    raise error


def _may_pass(error: Exception) -> bool:
    return not isinstance(error, ClientError) or code(error) in FULL or is_throttled(error)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
