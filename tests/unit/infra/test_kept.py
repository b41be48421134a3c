from functions.domain.case.case import Record
from infra.embedded.case_store.kept import KeptCases
from infra.embedded.kept import Kept


class Shelf:
    """What is read from, and how often it was."""

    def __init__(self) -> None:
        self.values = {"a": "one", "b": "two", "c": "three"}
        self.reads: list[str] = []

    def read(self, key: str) -> str:
        self.reads.append(key)
        return self.values[key]


def test_what_was_read_is_not_read_again() -> None:
    kept, shelf = Kept[str](2), Shelf()

    assert [kept.get("a", shelf.read) for _ in range(3)] == ["one"] * 3
    assert shelf.reads == ["a"]


def test_the_one_not_used_for_longest_goes_first() -> None:
    kept, shelf = Kept[str](2), Shelf()

    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, shelf.read)

    assert shelf.reads == ["a", "b", "c", "b"]


def test_a_change_is_seen_by_the_next_reader() -> None:
    kept, shelf = Kept[str](2), Shelf()
    kept.get("a", shelf.read)

    kept.changed("a", lambda value: f"{value} more")
    kept.changed("b", lambda value: f"{value} more")

    assert kept.get("a", shelf.read) == "one more"
    assert kept.get("b", shelf.read) == "two"


def test_what_was_changed_to_nothing_is_read_again() -> None:
    kept, shelf = Kept[str](2), Shelf()
    kept.get("a", shelf.read)

    kept.changed("a", lambda _: None)

    assert kept.get("a", shelf.read) == "one"
    assert shelf.reads == ["a", "a"]


def test_what_was_changed_while_it_was_read_is_not_kept() -> None:
    kept, shelf = Kept[str](2), Shelf()

    def read_slowly(key: str) -> str:
        value = shelf.read(key)
        shelf.values[key] = "written meanwhile"
        kept.changed(key, lambda _: "written meanwhile")
        return value

    assert kept.get("a", read_slowly) == "one"
    assert kept.get("a", shelf.read) == "written meanwhile"


def test_what_is_not_worth_it_is_read_again() -> None:
    kept: Kept[int] = Kept(2)
    reads: list[str] = []

    def read(key: str) -> int:
        reads.append(key)
        return len(reads)

    assert kept.get("one", read, worth=lambda value: value > 1) == 1
    assert kept.get("one", read, worth=lambda value: value > 1) == 2
    assert kept.get("one", read) == 2
    assert reads == ["one", "one"]


def test_of_what_is_sealed_nothing_stays_in_memory() -> None:
    kept, reads = KeptCases(), list[str]()

    def read(sealed: bool) -> Record:
        reads.append("sealed" if sealed else "open")
        return Record("rating", "1", {"reason": "personal"}, sealed=sealed)

    for _ in range(2):
        kept.record("rating", "1", lambda: read(sealed=True))
    for _ in range(2):
        kept.record("limit", "1", lambda: read(sealed=False))

    assert reads == ["sealed", "sealed", "open"]
