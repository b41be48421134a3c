"""Which keys of a department's webhooks are valid (密钥), by their fingerprints: for its own staff and for operators.

A store of secrets does not say since when: what is told is when this system first saw a key, and when it first missed it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.domain.case.access import Principal
from functions.domain.refusals import NotFound
from functions.ports.deps import Deps
from functions.ports.signatures import KeyMark
from functions.usecases.office.jurisdiction import systems_of
from functions.usecases.record_kinds.office import WEBHOOK_KEYS
from functions.usecases.records import Body, change_record
from schemas.codes import Department, Role

# Of one secret; the oldest are forgotten first.
MOST_KEYS_KEPT = 10


@dataclass(frozen=True, slots=True)
class SeenKey:
    """`valid`: it verifies what comes, and signs what we send beside the others."""

    secret: str
    fingerprint: str
    valid: bool
    since: datetime
    until: datetime | None


def office_keys(department: Department, *, by: Principal, deps: Deps) -> tuple[SeenKey, ...]:
    """The department's, and those that routes of offices in this person's region name. Operators read every department's.

    Raises NotFound.
    """
    staff = replace(by, department=department) if by.role is Role.OPERATOR else by
    if staff.department is not department:
        raise NotFound
    own = {office.secret for office in systems_of(staff, deps) if office.secret}
    names = (department.value, *sorted(own - {department.value}))
    marks = deps.signatures.marks(names)
    return tuple(one for name in names for one in _seen(name, marks, deps))


def _seen(name: str, marks: tuple[KeyMark, ...], deps: Deps) -> list[SeenKey]:
    valid = [mark.fingerprint for mark in marks if mark.secret == name]
    now = deps.clock().isoformat()
    if not valid:
        return []
    kept = change_record(deps.store, WEBHOOK_KEYS, name, lambda body: _noted(body, valid, now))
    return [
        SeenKey(
            secret=name,
            fingerprint=one["fingerprint"],
            valid=one["fingerprint"] in valid,
            since=datetime.fromisoformat(one["since"]),
            until=datetime.fromisoformat(one["until"]) if one["until"] else None,
        )
        for one in reversed(kept["keys"])
    ]


def _noted(body: Body | None, valid: list[str], now: str) -> Body:
    known = list(body["keys"]) if body else []
    there = [_as_valid(one, one["fingerprint"] in valid, now) for one in known]
    names = {one["fingerprint"] for one in known}
    new = [{"fingerprint": one, "since": now, "until": None} for one in valid if one not in names]
    return {"keys": [*there, *new][-MOST_KEYS_KEPT:]}


def _as_valid(one: Body, valid: bool, now: str) -> Body:
    """One that comes back is valid again."""
    if valid:
        return {**one, "until": None}
    return one if one["until"] else {**one, "until": now}
