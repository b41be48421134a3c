"""What operators set (运行设置): a record by key, replaced only over the version that was read, every older one kept.

The older one is filed before it is replaced: after a crash between the two it is filed again with the next change.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.conflicts import VersionChanged
from functions.domain.errors import StaleWrite
from functions.ports.case_store import CaseStore, Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.records import readable_records, unreadable_record

_MOST_SHOWN = 50
_SIGNED = ("reason", "operator", "at")


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: its content before (None: the first) and after, without who, when and why. `before_unreadable`: it is not
    the first, and nobody can say what was before."""

    version: int
    at: str
    operator: str
    reason: str
    before: dict[str, Any] | None
    after: dict[str, Any]
    before_unreadable: bool = False


NO_CHANGES: Page[Changed] = Page(())


def put_setting(
    kind: str, key: str, content: dict[str, Any], *, expected: int, reason: str, by: Principal, deps: Deps
) -> Record:
    """Raises VersionChanged if somebody else was quicker."""
    present = deps.store.record(kind, key)
    if (present.version if present else 0) != expected:
        raise VersionChanged
    if present:
        _file(present, deps.store)
    signed = {"reason": reason, "operator": by.subject, "at": deps.clock().isoformat()}
    try:
        return deps.store.put(Record(kind, key, {**content, **signed}, version=expected))
    except StaleWrite:
        raise VersionChanged from None


def changes_of(kind: str, key: str, store: CaseStore) -> Page[Changed]:
    """The newest first; at most `_MOST_SHOWN`. `unreadable`: the versions among them that cannot be read."""
    present = store.record(kind, key)
    if present is None:
        return NO_CHANGES
    filed = readable_records(store, _history(kind, key))
    known = {int(one.key): one for one in filed.entries if int(one.key) < present.version}
    known[present.version] = Record(kind, f"{present.version:08}", present.body)
    lost = {int(one) for one in filed.unreadable if int(one) < present.version}
    versions = [*sorted({*known, *lost}, reverse=True), 0]
    shown = tuple(pairwise(versions))[:_MOST_SHOWN]
    return Page(
        tuple(
            _changed(known.get(before), known[after], before in lost)
            for after, before in shown
            if after in known
        ),
        unreadable=tuple(str(version) for version, _ in shown if version in lost),
    )


def setting_version(kind: str, key: str, version: int, store: CaseStore) -> Record | None:
    """As it was by that version; None where there was none."""
    present = store.record(kind, key)
    if present is None or present.version == version:
        return present
    return store.record(_history(kind, key), f"{version:08}") if 0 < version < present.version else None


def setting_at(kind: str, key: str, moment: datetime, store: CaseStore) -> Record | None:
    """As it was at that moment; None: nothing had been set by then. Raises RecordUnreadable where nobody can say it."""
    present = store.record(kind, key)
    if present is None or _set_at(present) <= moment:
        return present
    of = _history(kind, key)
    filed = readable_records(store, of)
    kept = [one for one in filed.entries if int(one.key) < present.version]
    found = max((one for one in kept if _set_at(one) <= moment), key=lambda one: one.key, default=None)
    later = min((one.key for one in kept if _set_at(one) > moment), default=f"{present.version:08}")
    for lost in filed.unreadable:
        if (found.key if found else "") < lost < later:
            raise unreadable_record(of, lost)
    return found


def _set_at(record: Record) -> datetime:
    return datetime.fromisoformat(record.body["at"])


def _history(kind: str, key: str) -> str:
    return f"{kind}_history/{key}"


def _file(present: Record, store: CaseStore) -> None:
    # A version has one content: one that is filed already is the same.
    with suppress(StaleWrite):
        store.put(Record(_history(present.kind, present.key), f"{present.version:08}", present.body))


def _changed(before: Record | None, after: Record, before_unreadable: bool) -> Changed:
    return Changed(
        version=int(after.key),
        at=after.body["at"],
        operator=after.body["operator"],
        reason=after.body["reason"],
        before=_content(before) if before else None,
        after=_content(after),
        before_unreadable=before_unreadable,
    )


def _content(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.body.items() if name not in _SIGNED}
