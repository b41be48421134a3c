"""Whether what comes to the sandbox was signed by the server: as the sandbox's clock has it, which may have been moved."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from functions import bootstrap
from functions.adapters.outward.signatures import StandardSignatures
from functions.domain.errors import LianbanError
from schemas.codes import Department

# The times as of which a signature may be good: now, and that of just before a move.
Moments = Callable[[], Iterable[datetime]]


class _One:
    def __init__(self, key: str) -> None:
        self._key = key

    def keys(self, _name: str) -> tuple[str, ...]:
        return (self._key,)


def real_time() -> tuple[datetime, ...]:
    return (bootstrap.now(),)


def is_genuine(key: str, headers: Mapping[str, str], body: bytes, moments: Iterable[datetime]) -> bool:
    return any(_is_good(key, headers, body, moment) for moment in moments)


def _is_good(key: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    try:
        # Its keys are asked for by a name, and there is one for all.
        StandardSignatures(_One(key)).verify(Department.PUBLIC_SECURITY, headers, body, now=now)
    except LianbanError:
        return False
    return True
