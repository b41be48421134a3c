"""Writes to DynamoDB: what its refusals mean, and how often a busy table is asked again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from functions.adapters.aws import NO_ANSWER, code, is_throttled
from functions.adapters.case_store.rows import APART, Write, WrittenApart
from functions.domain.errors import DuplicateEvent, StoreBusy, StoreError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_T = TypeVar("_T")

_FAILED = "ConditionalCheckFailed"
# Nothing was written and the same may succeed in a moment.
_BUSY = frozenset(
    {
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "ThrottlingError",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


class Unfinished(Exception):
    """The table answered in part: the rest is asked for after a wait."""


@dataclass(frozen=True)
class Backoff:
    """Full jitter: each wait is anywhere between nothing and the doubled bound. `jitter` gives [0, 1)."""

    sleep: Callable[[float], object]
    jitter: Callable[[], float]
    attempts: int = 6
    base_seconds: float = 0.025
    most_seconds: float = 0.4

    def run(self, action: Callable[[], _T]) -> _T:
        """Raises StoreBusy after the last attempt. Doing it twice is safe: every write states what it expects."""
        for attempt in range(self.attempts):
            if attempt:
                self.sleep(self.jitter() * min(self.most_seconds, self.base_seconds * 2**attempt))
            try:
                return action()
            except Unfinished:
                continue
            except ClientError as error:
                if not _is_busy(error):
                    raise
            except NO_ANSWER as error:
                # No answer: botocore has tried again already, and each try may take a minute.
                raise StoreBusy from error
        raise StoreBusy


def write(client: "DynamoDBClient", backoff: Backoff, writes: list[Write]) -> None:
    """All or nothing. Raises what the first failed condition means, DuplicateEvent before StaleWrite; StoreBusy."""
    try:
        backoff.run(lambda: _send(client, writes))
    except ClientError as error:
        failed = [
            _meaning(client, one, reason)
            for one, reason in zip(writes, reasons(error), strict=False)
            if _failed(reason)
        ]
        if not failed:
            raise
        raise (DuplicateEvent if DuplicateEvent in failed else failed[0]) from error


def _meaning(client: "DynamoDBClient", failed: Write, reason: dict[str, Any]) -> type[StoreError]:
    """By the row as it was: an event that is in its log already comes before a version that moved."""
    if not failed.entries:
        return failed.otherwise
    action = failed.action
    row = reason.get("Item") or client.get_item(
        TableName=action["TableName"], Key=action["Key"], ConsistentRead=True
    ).get("Item", {})
    if any(entry in row.get("log", {}).get("M", {}) for entry in failed.entries):
        return DuplicateEvent
    return WrittenApart if APART in row else failed.otherwise


def reasons(error: ClientError) -> list[dict[str, Any]]:
    """One for each write, in order; a plain write is reported like a transaction of one."""
    response: Any = error.response
    if code(error) == "ConditionalCheckFailedException":
        return [{"Code": _FAILED, "Item": response.get("Item")}]
    found: list[dict[str, Any]] = response.get("CancellationReasons", [])
    return found


def failed_of(writes: list[Write], error: ClientError) -> set[type[StoreError]]:
    """What the conditions mean that failed; empty: it was something else."""
    told = zip(writes, reasons(error), strict=False)
    return {one.otherwise for one, reason in told if _failed(reason)}


def transact(client: "DynamoDBClient", writes: list[Write]) -> None:
    actions: list[Any] = [{one.kind: one.action} for one in writes]
    client.transact_write_items(TransactItems=actions)


def _send(client: "DynamoDBClient", writes: list[Write]) -> None:
    """One row needs no transaction, which would cost double."""
    if len(writes) > 1:
        transact(client, writes)
    elif writes[0].kind == "Put":
        client.put_item(**writes[0].action)
    elif writes[0].kind == "Delete":
        client.delete_item(**writes[0].action)
    else:
        client.update_item(**writes[0].action)


def _failed(reason: dict[str, Any]) -> bool:
    return reason.get("Code") == _FAILED


def _is_busy(error: ClientError) -> bool:
    """A failed condition is final even where another row of the transaction was in conflict."""
    found = reasons(error)
    if any(_failed(reason) for reason in found):
        return False
    codes = {code(error), *(reason.get("Code") for reason in found)}
    return bool(codes & _BUSY) or is_throttled(error)
