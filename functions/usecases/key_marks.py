"""The ledger knows the keys that it was sealed with, by their fingerprints, and takes nothing sealed without all of them.

A key that is lost or another one in its place would make forms that no one else's keys open, and lose those once the right
file is back. So a writer asks first; who only reads never does.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

from functions.domain.errors import SealKeysMissing
from functions.ports.case_store import CaseStore
from functions.usecases.record_kinds.shared import SEAL_KEYS
from functions.usecases.records import Body, change_record

FORM_SECRET = "form"
_LENGTH = 16


def fingerprint(key: str) -> str:
    return sha256(f"seal/{key}".encode()).hexdigest()[:_LENGTH]


class KeyMarks:
    """`check` costs one reading of a record for each set of keys that it has not seen yet."""

    def __init__(self, store: Callable[[], CaseStore]) -> None:
        self._store = store
        self._checked: tuple[str, ...] = ()

    def check(self, keys: Sequence[str]) -> None:
        """The first of `keys` seals from now on. Raises SealKeysMissing if one is not there that something was sealed with;
        StoreBusy.
        """
        if (present := tuple(keys)) == self._checked:
            return
        marks = [fingerprint(key) for key in present]

        def rule(body: Body | None) -> Body:
            known = list(body["fingerprints"]) if body else []
            if set(known) - set(marks):
                raise SealKeysMissing
            return {"fingerprints": known if marks[0] in known else [*known, marks[0]]}

        change_record(self._store(), SEAL_KEYS, FORM_SECRET, rule)
        self._checked = present
