"""That a platform is owed a word is written with the event itself, under a key of its own, so nothing is beaten by it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from functions.domain.case.case import Event
from schemas.codes import EventKind


class ToldPlatform(StrEnum):
    """Also the name of its line and of its keys."""

    ACCEPTANCE = "acceptance"
    RATINGS = "ratings"


# Of what is written with these events each platform is owed a word.
TELLS: Mapping[ToldPlatform, frozenset[EventKind]] = {
    ToldPlatform.ACCEPTANCE: frozenset(
        {
            EventKind.SUBMITTED,
            EventKind.ANSWERED,
            EventKind.DEEMED_ACCEPTED,
            EventKind.CORRECTED,
            EventKind.LAPSED,
            EventKind.WITHDRAWN,
            EventKind.SETTLED,
            EventKind.ABANDONED,
            EventKind.OVERRIDDEN,
            EventKind.COLLECTED,
        }
    ),
    ToldPlatform.RATINGS: frozenset({EventKind.RATED}),
}
MESSAGE_OWED = "message_owed"
_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class OwedMark:
    """A record's kind, key and body."""

    kind: str
    key: str
    body: dict[str, str]


def owed_marks(events: Iterable[Event], platforms: frozenset[ToldPlatform]) -> Iterator[OwedMark]:
    """One for each platform that these events, written together, are told to."""
    written = tuple(events)
    for platform in sorted(platforms):
        told = [event for event in written if event.kind in TELLS[platform]]
        if told:
            named = sha256("\n".join(event.key for event in told).encode()).hexdigest()[:24]
            key = f"{told[0].case_id}{_BETWEEN}{named}"
            yield OwedMark(owed_kind(platform), key, {"at": told[0].at.isoformat()})


def owed_kind(platform: ToldPlatform) -> str:
    return f"{MESSAGE_OWED}#{platform}"


def case_of_mark(key: str) -> str:
    return key.partition(_BETWEEN)[0]
