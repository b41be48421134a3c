"""Structured log lines of the edge: ids, codes and places in our code; never a value, never a library's words."""

import traceback
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from functions.telemetry.lines import present

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

Report = Callable[[str, Mapping[str, str]], None]
FRAMES = 6


@cache
def _logger() -> "Logger":
    # Importing it costs 60 ms of a cold start, and most requests log nothing.
    from aws_lambda_powertools import Logger

    return Logger(service="lianban-api")


def report_line(message: str, fields: Mapping[str, str]) -> None:
    _logger().error(message, extra={**present(), **fields})


def report_unexpected(error: Exception, report: Report, *, route: str, request_id: str) -> None:
    """The edge's last word on what nobody foresaw: its kind and its place."""
    fields = {"error": type(error).__name__, "place": place_of(error), "route": route}
    report("unexpected error", {**fields, "request_id": request_id})


def place_of(error: BaseException) -> str:
    """Where it was raised, innermost last. The error's own message may hold somebody's data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
