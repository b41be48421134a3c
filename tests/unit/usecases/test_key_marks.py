import pytest

from functions.domain.errors import SealKeysMissing
from functions.usecases.key_marks import KeyMarks, fingerprint
from functions.usecases.record_kinds.shared import SEAL_KEYS
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock


def marks(store: FakeCaseStore) -> KeyMarks:
    return KeyMarks(lambda: store)


def test_the_first_key_is_kept_by_its_fingerprint_only() -> None:
    store = FakeCaseStore(FakeClock())

    marks(store).check(("key-1",))

    kept = store.record(SEAL_KEYS, "form")
    assert kept
    assert kept.body == {"fingerprints": [fingerprint("key-1")]}
    assert "key-1" not in repr(kept)


def test_another_key_in_its_place_is_refused_and_the_old_one_taken_again() -> None:
    store = FakeCaseStore(FakeClock())
    marks(store).check(("key-1",))

    with pytest.raises(SealKeysMissing):
        marks(store).check(("key-2",))
    marks(store).check(("key-1",))


def test_a_key_that_is_put_first_beside_the_old_one_is_kept_too() -> None:
    store = FakeCaseStore(FakeClock())
    present = marks(store)
    present.check(("key-1",))
    present.check(("key-2", "key-1"))

    with pytest.raises(SealKeysMissing):
        present.check(("key-2",))


def test_what_was_seen_once_is_not_asked_for_again() -> None:
    asked: list[int] = []
    store = FakeCaseStore(FakeClock())

    def found() -> FakeCaseStore:
        asked.append(1)
        return store

    present = KeyMarks(found)
    present.check(("key-1",))
    present.check(("key-1",))

    assert len(asked) == 1
