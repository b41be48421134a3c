"""JSON lines on standard error: ids, codes and places; of an exception its kind and place, never its message."""

import logging
import sys
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

from functions.web.log import place_of

SERVICE = "lianban-embedded"

__all__ = ["logger", "place_of", "set_up", "told_of_failure"]


class PlaceFormatter(LambdaPowertoolsFormatter):
    """A library's exception may quote what somebody typed."""

    def formatException(self, ei: Any) -> str:
        return place_of(ei[1]) if ei[1] else ""


@cache
def logger() -> Logger:
    return Logger(service=SERVICE, stream=sys.stderr)


def told_of_failure(line: str, error: Exception) -> None:
    """Of something that was done in line. A message may hold anything: the kind and the place tell enough."""
    logger().error(
        "failed in line", extra={"line": line, "error": type(error).__name__, "place": place_of(error)}
    )


def set_up() -> None:
    """For libraries' own lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # asyncio tells of what clients do to their connections.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
