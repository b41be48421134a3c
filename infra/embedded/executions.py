"""The port over the in-process runner (runner.py)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.refusals import ExecutionNotFound
from functions.domain.operator.run_data import shown_cause
from functions.ports.executions import AT_THE_BEGINNING, Execution, HistoryEvent, Positions
from functions.ports.page import Page
from infra.embedded.asl.runner import ExecutionAlreadyExists, Runner


class RunnerExecutions:
    def __init__(self, runner: Runner, definition: Mapping[str, Any]) -> None:
        self._runner = runner
        self._definition = definition

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        with suppress(ExecutionAlreadyExists):
            self._runner.start(name, given, positions=positions)

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        self._runner.succeed(token, output)

    def fail(self, token: str, *, error: str, cause: str) -> None:
        self._runner.fail(token, error, cause)

    def stop(self, name: str) -> None:
        with suppress(ExecutionNotFound):
            self._runner.stop(name)

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        found = self._runner.describe(name)
        if found is None:
            return None
        return Execution(
            name=found.name,
            status=found.status,
            started_at=found.started_at,
            stopped_at=found.stopped_at,
            error=found.error,
            cause=shown_cause(found.cause) if found.cause else None,
            events=found.events,
        )

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]:
        (after,) = read_cursor(f"history#{name}", cursor, int) or (0,)
        found = self._runner.history(name, after=after, limit=limit + 1)
        kept = found[:limit]
        more = len(found) > limit
        return Page(kept, write_cursor(f"history#{name}", (kept[-1].id,)) if more else None)

    def definition(self) -> Mapping[str, Any]:
        return self._definition
