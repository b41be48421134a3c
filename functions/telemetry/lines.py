"""One JSON line on standard output for each thing that happened; what counts is told in CloudWatch's embedded metric format.

By hand and not by powertools: its Metrics costs 57 ms of a cold start, its Logger 62 ms, and this line is both at once.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NAMESPACE = "Lianban"
_SECONDS = frozenset({"OldestOwedRepairSeconds"})

_ABOUT: ContextVar[Mapping[str, Any]] = ContextVar("about")


@contextmanager
def about(**fields: Any) -> Iterator[None]:
    """Until the end of the block, every line names these: the case, the item, the run, the request. Ids only."""
    token = _ABOUT.set({**present(), **{name: value for name, value in fields.items() if value is not None}})
    try:
        yield
    finally:
        _ABOUT.reset(token)


def present() -> Mapping[str, Any]:
    return _ABOUT.get({})


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers by metric (docs/metrics.md), and what they are counted by: each set of dimensions is a metric of its own."""

    numbers: Mapping[str, float]
    department: str | None = None
    city: str | None = None

    @property
    def dimensions(self) -> dict[str, str]:
        return {
            name: value for name, value in (("department", self.department), ("city", self.city)) if value
        }


Into = Callable[[Count], None]
_INTO: list[tuple[Into, Callable[[], datetime] | None]] = []


def count_into(register: Into | None, clock: Callable[[], datetime] | None = None) -> None:
    """Where there is no CloudWatch that reads the lines and knows when they came: a register of one machine, and its clock.
    None: the lines tell the numbers again.
    """
    _INTO[:] = [(register, clock)] if register else []


def write_line(message: str, fields: Mapping[str, Any], *, level: str = "INFO") -> None:
    """`fields` must hold ids, codes and numbers only."""
    line = {**_now(), "level": level, "message": message, **present(), **fields}
    whole = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
    # A full disk loses a line, never what was being done. At once and whole: the lines of two threads must not be mixed.
    with suppress(OSError):
        sys.stdout.write(whole)


def _now() -> Mapping[str, str]:
    for _, clock in _INTO:
        if clock:
            return {"timestamp": clock().isoformat(timespec="milliseconds")}
    return {}


def write_count(
    message: str, count: Count, *, stage: str, at: datetime, fields: Mapping[str, Any] | None = None
) -> None:
    told = {**(fields or {}), **count.dimensions, **count.numbers}
    if _INTO:
        only_count(count)
        write_line(message, told)
        return
    metrics = [{"Name": name, "Unit": "Seconds" if name in _SECONDS else "Count"} for name in count.numbers]
    directive = {"Namespace": NAMESPACE, "Dimensions": _sets(count), "Metrics": metrics}
    emf = {"Timestamp": int(at.timestamp() * 1000), "CloudWatchMetrics": [directive]}
    write_line(message, {"stage": stage, **told, "_aws": emf})


def only_count(count: Count) -> None:
    """Without a line, where there is a register."""
    for register, _ in _INTO:
        register(count)


def _sets(count: Count) -> list[list[str]]:
    """stage · stage, department · stage, department, city: an alarm takes the one that it needs."""
    names = list(count.dimensions)
    return [["stage", *names[:length]] for length in range(len(names) + 1)]
