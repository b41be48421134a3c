"""Every kind of small document that is kept beside the cases (`Record`): each room tells its own."""

from datetime import datetime

from functions.usecases.record_kinds.kept import RecordKind


def kept_as(kind: str) -> RecordKind:
    from functions.usecases.record_kinds.every import RECORD_KINDS

    name, *_ = kind.replace("#", "/").split("/")
    return RECORD_KINDS[name]


def end_of(kind: str, now: datetime) -> datetime:
    """Until when what is written now is kept, a whole second. Raises ValueError for a kind without an end."""
    life = kept_as(kind).life
    if life is None:
        raise ValueError(f"{kind} has no end of its own")
    return (now + life).replace(microsecond=0)
