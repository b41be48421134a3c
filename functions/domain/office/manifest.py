"""The daily manifest (每日清单): where an office's word of its items and our ledger differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from functions.domain.case.contests import decided_as
from functions.domain.case.item import CaseItem
from functions.domain.clock import SHANGHAI
from schemas.codes import ItemStatus
from schemas.office.manifest import DifferenceKind, ManifestItem

ManifestPlace = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Believed:
    """An item as our ledger has it, under its public reference."""

    reference: str
    item: CaseItem

    @property
    def place(self) -> ManifestPlace:
        return self.reference, self.item.code


@dataclass(frozen=True, slots=True)
class Difference:
    """`item` is None where we know of no such item of the office's."""

    kind: DifferenceKind
    reference: str
    code: str
    ours: str | None = None
    theirs: str | None = None
    item: CaseItem | None = None

    @property
    def needs_operator(self) -> bool:
        """An open item that the office does not have or has decided: waiting on would wait for nothing. One that was never
        sent from here, as after a restore, is sent when its turn comes, and until then no answer of it could be taken.
        """
        if self.item is None or decided_as(self.item) is not None or self.item.dispatch.round == 0:
            return False
        return self.kind in ("missing_there", "outcome_differs")


def as_of(day: date, at: datetime | None) -> datetime:
    """Without a time, the day's beginning: what moved on the very day may stand in the manifest or not."""
    return at or datetime.combine(day, time(), SHANGHAI)


def compare(
    ours: Mapping[ManifestPlace, Believed], theirs: Iterable[ManifestItem], *, at: datetime
) -> tuple[Difference, ...]:
    """What moved after `at` is on its way: the next manifest will have it. `ours` may hold decided items too."""
    listed = {(one.reference, one.item): one for one in theirs}
    there = (_missing_there(one) for place, one in ours.items() if place not in listed and _settled(one, at))
    here = (_difference(ours.get(place), one, at) for place, one in listed.items())
    return (*there, *(one for one in here if one))


def _settled(believed: Believed, at: datetime) -> bool:
    """The office had it before the manifest was made, and it is still open, there too."""
    item = believed.item
    return decided_as(item) is None and item.dispatch.sent_at is not None and item.dispatch.sent_at < at


def _missing_there(believed: Believed) -> Difference:
    item = believed.item
    return Difference("missing_there", believed.reference, item.code, item.status.value, None, item)


def _difference(believed: Believed | None, theirs: ManifestItem, at: datetime) -> Difference | None:
    if believed is None:
        return Difference("missing_here", theirs.reference, theirs.item, None, _word(theirs))
    item = believed.item
    found = _kind(item, theirs)
    if found is None or _moved_since(item, at):
        return None
    kind, our_word, their_word = found
    return Difference(kind, theirs.reference, theirs.item, our_word, their_word, item)


def _kind(item: CaseItem, theirs: ManifestItem) -> tuple[DifferenceKind, str, str] | None:
    ours = decided_as(item)
    if ours or theirs.outcome:
        return None if ours is theirs.outcome else ("outcome_differs", ours or item.status, _word(theirs))
    if item.dispatch.round != theirs.round:
        return "round_differs", str(item.dispatch.round), str(theirs.round)
    if item.status is theirs.status or _is_shown(item) or _deemed(item, theirs):
        return None
    return "status_differs", item.status, _word(theirs)


def _moved_since(item: CaseItem, at: datetime) -> bool:
    """An incident moved nothing at the office; it may be the one that this very manifest made."""
    sent = item.dispatch.sent_at or item.since
    return (sent if _is_shown(item) else max(item.since, sent)) >= at


def _is_shown(item: CaseItem) -> bool:
    """Operators look at it already."""
    return item.status is ItemStatus.INCIDENT


def _deemed(item: CaseItem, theirs: ManifestItem) -> bool:
    """视为受理: the clock counts so, the office has not said it."""
    return item.clock.deemed_accepted and theirs.status in (ItemStatus.DISPATCHED, ItemStatus.RECEIVED)


def _word(theirs: ManifestItem) -> str:
    return theirs.outcome or theirs.status
