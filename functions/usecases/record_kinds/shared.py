"""Kinds that are no room's own."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypedDict

from functions.usecases.record_kinds.kept import Nothing, RecordKind

METRICS = "metrics"
OWED_READ = "owed_read"
SEAL_KEYS = "seal_keys"
LIMIT = "limit"
PARKED = "parked"
ENDED_SESSION = "ended_session"


class SweepFigures(TypedDict):
    at: str
    cases: int
    repairs: Mapping[str, int]
    failures: Mapping[str, int]
    lost: Mapping[str, int]
    silent_loss: int
    set_back: int


class OwedRead(TypedDict):
    """`after`: the key of the last mark that was read; "" where the next look begins anew."""

    after: str


class SealKeys(TypedDict):
    """Of every key that anything was sealed with."""

    fingerprints: list[str]


class Counted(TypedDict):
    count: int


class ParkedForm(TypedDict):
    """`fields`: each a name and a value."""

    address: str
    fields: Sequence[Sequence[str]]
    files: bool


SHARED_KINDS: Mapping[str, RecordKind] = {
    METRICS: RecordKind(SweepFigures),
    # By kind of marks, how far the sweeps have come: the last key where one of them does not read all, the last time of news.
    OWED_READ: RecordKind(OwedRead),
    SEAL_KEYS: RecordKind(SealKeys),
    # At least as long as the longest span of time that is counted in.
    LIMIT: RecordKind(Counted, life=timedelta(hours=1), parted=True),
    # Long enough to sign in again.
    PARKED: RecordKind(ParkedForm, sealed=True, life=timedelta(hours=1), parted=True),
    # As long as any session lasts (pages/session.py).
    ENDED_SESSION: RecordKind(Nothing, life=timedelta(hours=8), parted=True),
}
