"""How a kind of small document is kept. Its body is as it is written from now on; an older one may lack what is not
required.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypedDict

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """`body`: what it holds, a model or the names of its parts. `sealed`: it may hold something of a person. `life`: from
    the write that says so on; None: it has no end of its own. `parted`: more follows the name, after a "#" or a "/".
    """

    body: type[Any]
    sealed: bool = False
    life: timedelta | None = None
    parted: bool = False


class Nothing(TypedDict):
    """Its kind and its key say it all."""


class OwedSince(TypedDict):
    """By its key: a letter's code, or a case and what was written of it. `at`: since when."""

    at: str


class Setting(TypedDict):
    reason: str
    operator: str
    at: str
