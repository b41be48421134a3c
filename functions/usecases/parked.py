"""What was typed when a session ended: kept for an hour, for that person alone, and sent by nobody but them."""

from dataclasses import dataclass, field

from functions.domain.case.access import Principal
from functions.domain.refusals import NothingParked
from functions.ports.deps import Deps
from functions.usecases.limits import caller_of, count
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.shared import PARKED
from functions.usecases.records import new_record

# Bytes of names and values together: more than any form of ours has room for.
MOST_PARKED = 96 * 1024


@dataclass(frozen=True, slots=True)
class Parked:
    """A form as it was sent to `address`. `files`: some were sent with it, which are not kept."""

    address: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    files: bool = False

    @property
    def weight(self) -> int:
        return sum(len(name.encode()) + len(value.encode()) for name, value in self.fields)


def park_form(parked: Parked, by: Principal, deps: Deps) -> str | None:
    """Its id; None: it is more than is kept. Raises TooOften."""
    if parked.weight + len(parked.address) > MOST_PARKED:
        return None
    count("park", by, deps)
    parked_id = deps.new_id.case_id()
    body = {
        "address": parked.address,
        "fields": [list(pair) for pair in parked.fields],
        "files": parked.files,
    }
    kind, key = _place(parked_id, by)
    deps.store.put(new_record(kind, key, body, expires_at=end_of(kind, deps.clock())))
    return parked_id


def find_parked(parked_id: str, by: Principal, deps: Deps) -> Parked:
    """Raises NothingParked: for everybody else, too, there is none."""
    found = deps.store.record(*_place(parked_id, by))
    if found is None:
        raise NothingParked
    fields = tuple((name, value) for name, value in found.body["fields"])
    return Parked(found.body["address"], fields, found.body["files"])


def _place(parked_id: str, by: Principal) -> tuple[str, str]:
    """Kind and key: in 256 parts, so that no part is everybody's."""
    caller = caller_of(by)
    return f"{PARKED}#{caller[:2]}", f"{caller}/{parked_id}"
