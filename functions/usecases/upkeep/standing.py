"""What one sweep learns of the cases that sweeps could not get through (巡检受阻)."""

from collections.abc import Mapping

from functions.ports.deps import Deps
from functions.usecases.operator import setbacks
from functions.usecases.operator.setbacks import Setback


class SetbackStanding:
    """The setbacks as they were before the sweep, and as it leaves them; those of cases not due now stand all the same.

    A case is tried in parts: the look itself, and each call that was put in line, which may end after the sweep. It is
    forgotten once all of them are through, and named once a sweep, however many of them are not.
    """

    def __init__(self, known: Mapping[str, Setback], deps: Deps) -> None:
        self._deps = deps
        self._known = known
        self._standing = set(known)
        self._noted: set[str] = set()
        self._parts: dict[str, set[str]] = {}
        self._lost: set[str] = set()

    def __len__(self) -> int:
        return len(self._standing)

    def is_set_aside(self, case_id: str) -> bool:
        return case_id in self._known and bool(self._known[case_id].set_aside)

    def tried(self, case_id: str, part: str) -> None:
        if case_id in self._known:
            self._parts.setdefault(case_id, set()).add(part)

    def through(self, case_id: str, part: str) -> None:
        if case_id not in self._known:
            return
        self._parts[case_id].discard(part)
        if case_id not in self._lost:
            self._forget(case_id)

    def note(self, case_id: str, error: Exception) -> None:
        if case_id in self._noted:
            return
        self._noted.add(case_id)
        self._standing.add(case_id)
        setbacks.note_setback(case_id, error, self._deps)

    def found_lost(self, case_id: str) -> None:
        """Items of it are, so far: what was put in line may find them."""
        self._lost.add(case_id)

    def keep_lost(self) -> None:
        """At the end, those of which items still are."""
        for case_id in sorted(self._lost):
            if items := setbacks.lost_now(case_id, self._deps):
                self._standing.add(case_id)
                setbacks.note_lost(case_id, items, self._deps)
            elif case_id in self._known:
                self._forget(case_id)
        self._lost.clear()

    def _forget(self, case_id: str) -> None:
        if not self._parts[case_id] and case_id not in self._noted:
            self._standing.discard(case_id)
            setbacks.forget(case_id, self._deps)
