"""A page of a list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `cursor` is opaque and None at the end. `unreadable`: ids of what is in it and cannot be read."""

    entries: tuple[T, ...]
    cursor: str | None = None
    unreadable: tuple[str, ...] = ()
