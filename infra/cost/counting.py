"""Counting adapters: DynamoDB's client with its units, the engine with its calls. Who caused them is `Meter.who`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from functions.ports.executions import AT_THE_BEGINNING, Positions
from infra.cost.units import Index, UnitRow, read_units, size_of, write_units

# What each sweep does whether or not any case needs it.
IDLE_CALLS = "idle"
# What the numbers ask of each city, once an hour.
HOURLY_CALLS = "numbers"
NOBODYS_CALLS = frozenset({IDLE_CALLS, HOURLY_CALLS})
HOURLY_INDEX = "settled"
FIXED_ROWS = "RECORD#"
FIXED_INDEX = "due"
_KEYS = ("pk", "sk")


@dataclass
class Meter:
    """By who: the state machine's Lambdas, the interface's, the sweep's, or what the sweep does when idle or once an hour."""

    who: str = "machine"
    write_units: Counter[str] = field(default_factory=Counter)
    read_units: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    lambdas: Counter[str] = field(default_factory=Counter)
    log_bytes: int = 0
    largest: int = 0
    told: Counter[str] = field(default_factory=Counter)
    writes: Counter[tuple[str, int]] = field(default_factory=Counter)

    @contextmanager
    def doing(self, who: str) -> Iterator[None]:
        before, self.who = self.who, who
        try:
            yield
        finally:
            self.who = before

    def clear(self) -> None:
        for counter in (self.write_units, self.calls, self.lambdas, self.told, self.writes):
            counter.clear()
        self.read_units.clear()

    def call(self, operation: str) -> None:
        self.calls[self.who, operation] += 1


class CountingClient:
    """As much of DynamoDB's client as the store uses. Looks at the rows before and after behind the store's back."""

    def __init__(self, client: Any, table: str, indexes: tuple[Index, ...], meter: Meter) -> None:
        self._client, self._table, self._indexes, self._meter = client, table, indexes, meter
        # As they are now: nobody else writes.
        self.rows: dict[str, UnitRow] = {}

    def put_item(self, **request: Any) -> Any:
        return self._writing("PutItem", [request], lambda: self._client.put_item(**_told(request)))

    def update_item(self, **request: Any) -> Any:
        return self._writing("UpdateItem", [request], lambda: self._client.update_item(**_told(request)))

    def transact_write_items(self, **request: Any) -> Any:
        actions = [action for entry in request["TransactItems"] for action in entry.values()]
        send = lambda: self._client.transact_write_items(**_told(request))  # noqa: E731
        return self._writing("TransactWriteItems", actions, send, factor=2)

    def get_item(self, **request: Any) -> Any:
        answer = self._client.get_item(**_told(request))
        size = size_of(answer.get("Item"))
        self._read("GetItem", size, request, answer, self._cause(request["Key"]))
        return answer

    def batch_get_item(self, **request: Any) -> Any:
        answer = self._client.batch_get_item(**_told(request))
        self._meter.call("BatchGetItem")
        for row in answer["Responses"].get(self._table, []):
            self._meter.read_units[self._meter.who] += read_units(size_of(row), consistent=True)
        return answer

    def query(self, **request: Any) -> Any:
        answer = self._client.query(**_told(request))
        size = sum(map(size_of, answer["Items"]))
        values = request["ExpressionAttributeValues"]
        cause = self._cause({"pk": values.get(":pk", {"S": ""})}, request.get("IndexName"))
        self._read("Query", size, request, answer, cause)
        return answer

    def _cause(self, key: UnitRow, index: str | None = None) -> str:
        if index == HOURLY_INDEX:
            return HOURLY_CALLS
        return IDLE_CALLS if index == FIXED_INDEX or _is_fixed(key) else self._meter.who

    def _read(self, operation: str, size: int, request: UnitRow, answer: Any, cause: str) -> None:
        with self._meter.doing(cause):
            self._meter.call(operation)
            consistent = bool(request.get("ConsistentRead"))
            self._meter.read_units[self._meter.who] += read_units(size, consistent=consistent)
            self._hear(answer)

    def _writing(
        self, operation: str, actions: list[Any], send: Callable[[], Any], *, factor: int = 1
    ) -> Any:
        """Also what is refused is billed."""
        keys = [_key(action) for action in actions]
        before = [self.rows.get(str(key)) for key in keys]
        try:
            answer = send()
        finally:
            after = [self._peek(key) for key in keys]
            with self._meter.doing(self._cause(keys[0])):
                self._meter.call(operation)
                for key, old, new in zip(keys, before, after, strict=True):
                    self._wrote(key, old, new, factor)
        self._hear(answer)
        return answer

    def _wrote(self, key: UnitRow, old: UnitRow | None, new: UnitRow | None, factor: int) -> None:
        """A transaction is taken to cost double in its indexes too: AWS does not say, and rather too much than too little."""
        units = write_units(size_of(old), size_of(new))
        units += sum(index.write_units(old, new) for index in self._indexes)
        self._meter.write_units[self._meter.who] += units * factor
        self._meter.writes[_kind(key), units * factor] += 1
        self._meter.largest = max(self._meter.largest, size_of(new))

    def _hear(self, answer: Any) -> None:
        """What the emulator says of the capacity, to be held against ours."""
        told = answer.get("ConsumedCapacity") or {}
        for one in told if isinstance(told, list) else [told]:
            self._meter.told[self._meter.who] += one.get("CapacityUnits", 0)

    def _peek(self, key: UnitRow) -> UnitRow | None:
        found = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        row: UnitRow | None = found.get("Item")
        if row is not None:
            self.rows[str(key)] = row
        return row


class CountingExecutions:
    """The engine's port, each call counted under AWS's name for it."""

    def __init__(self, inner: Any, meter: Meter) -> None:
        self._inner, self._meter = inner, meter

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        self._meter.call("StartExecution")
        self._inner.start(name, given, positions=positions)

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        self._meter.call("SendTaskSuccess")
        self._inner.resume(token, output)

    def fail(self, token: str, *, error: str, cause: str) -> None:
        self._meter.call("SendTaskFailure")
        self._inner.fail(token, error=error, cause=cause)

    def stop(self, name: str) -> None:
        self._meter.call("StopExecution")
        self._inner.stop(name)

    def find(self, name: str, *, counted: bool = True) -> Any:
        self._meter.call("DescribeExecution")
        found = self._inner.find(name)
        if counted and found and found.status == "RUNNING":
            self._meter.call("GetExecutionHistory")
        return found

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Any:
        self._meter.call("GetExecutionHistory")
        return self._inner.history(name, limit=limit, cursor=cursor)

    def definition(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._inner.definition()
        return found


def _told(request: Mapping[str, Any]) -> dict[str, Any]:
    return {**request, "ReturnConsumedCapacity": "TOTAL"}


def _key(action: UnitRow) -> UnitRow:
    whole = action.get("Key") or action["Item"]
    return {name: whole[name] for name in _KEYS}


def _is_fixed(key: UnitRow) -> bool:
    return str(key["pk"]["S"]).startswith(FIXED_ROWS)


def _kind(key: UnitRow) -> str:
    return str(key["sk"]["S"]).split("#item")[0].split("/")[0]
