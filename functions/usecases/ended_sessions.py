"""Sessions that their person has ended (退出): kept until each would have run out, so that a cookie that was copied before,
or that a page on its way put back, opens nothing any more."""

from contextlib import suppress
from hashlib import sha256

from functions.domain.errors import StaleWrite
from functions.ports.deps import Deps
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.shared import ENDED_SESSION
from functions.usecases.records import new_record


def end_session(session_id: str, deps: Deps) -> None:
    """Once. Raises StoreBusy."""
    kind, key = _place(session_id)
    with suppress(StaleWrite):
        deps.store.put(new_record(kind, key, {}, expires_at=end_of(kind, deps.clock())))


def is_session_ended(session_id: str, deps: Deps) -> bool:
    """Raises StoreBusy."""
    return deps.store.record(*_place(session_id)) is not None


def _place(session_id: str) -> tuple[str, str]:
    """Kind and key: in 256 parts, so that no part is everybody's. The id is a secret and stands nowhere."""
    digest = sha256(f"ended/{session_id}".encode()).hexdigest()
    return f"{ENDED_SESSION}#{digest[:2]}", digest
