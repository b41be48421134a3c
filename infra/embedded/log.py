"""JSON lines on standard error: ids, codes and places; of an exception its kind and place, never its message."""

import logging
import sys
from contextlib import suppress
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from functions.web.log import place_of

SERVICE = "lianban-embedded"

__all__ = ["StandardError", "logger", "place_of", "set_up", "told_of_failure"]


class StandardError(logging.Handler):
    """As it is at the moment. A line that cannot be written, for the disk is full or nobody listens, is lost alone: what
    logging tells of that holds the words of the exception that was to be logged.
    """

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(Exception):
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()


class PlaceFormatter(LambdaPowertoolsFormatter):
    """A library's exception may quote what somebody typed."""

    def formatException(self, ei: Any) -> str:
        return place_of(ei[1]) if ei[1] else ""


@cache
def logger() -> Logger:
    return Logger(service=SERVICE, logger_handler=StandardError())


def told_of_failure(line: str, error: Exception) -> None:
    """Of something that was done in line. A message may hold anything: the kind and the place tell enough."""
    logger().error(
        "failed in line", extra={"line": line, "error": type(error).__name__, "place": place_of(error)}
    )


def set_up() -> None:
    """For libraries' own lines."""
    handler = StandardError()
    handler.setFormatter(PlaceFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # asyncio tells of what clients do to their connections.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
