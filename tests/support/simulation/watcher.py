"""The invariants that every single write must keep. Asked after each committed write, whoever made it."""

from collections.abc import Callable, Iterable

from functions.domain.case.case import Case, Event, Ledger
from functions.domain.case.contests import is_awaited
from functions.domain.case.item import PASSED, WITH_APPLICANT, CaseItem
from functions.domain.values import replace
from schemas.codes import CaseStatus, EventKind, ItemStatus, Outcome
from tests.support.simulation.violation import Violation


def require(holds: bool, text: str) -> None:
    if not holds:
        raise Violation(text)


def _but_for_looks(case: Case) -> Case:
    """A look writes when to look again, and how often it came."""
    return replace(case, watch_not_before=None, notice_not_before=None, check_at=None, checks=0, version=0)


class Watcher:
    """Keeps every case as it was last seen."""

    def __init__(self) -> None:
        self.seen: dict[str, Ledger] = {}
        # Asked of every change of an item, as it was and as it is.
        self.changed: Callable[[CaseItem, CaseItem], None] = lambda old, new: None
        # Items of which two operators replaced the outcome: what followed from the old one stays.
        self.overridden: set[tuple[str, str]] = set()
        # Where an operator sent an item the nth time.
        self.rerouted: dict[tuple[str, str, int], str | None] = {}

    def notes_lost(self, read: Callable[[str], Ledger]) -> None:
        """The process died: what was noted last may have gone with it, and nothing else has."""
        for case_id, before in self.seen.items():
            ledger = self.seen[case_id] = read(case_id)
            require(
                _but_for_looks(ledger.case) == _but_for_looks(before.case),
                "of a case itself nothing is only noted but that it was looked at",
            )
            for old, new in zip(before.items, ledger.items, strict=True):
                require(
                    _known_for_good(new) == _known_for_good(old), f"{old.code}: more than a note was lost"
                )

    def look(self, ledger: Ledger) -> None:
        before = self.seen.get(ledger.case.id)
        self.seen[ledger.case.id] = ledger
        _check_case(ledger)
        known = {item.code: item for item in before.items} if before else {}
        for item in ledger.items:
            old = known.get(item.code)
            if old is item:
                continue
            if old:
                _check_change(old, item)
                _check_contestable(before, old, item)
                self.changed(old, item)
                self._remember(old, item)
            _check_item(ledger, item, settled=not self._follows_overridden(ledger, item))
        if before:
            require(len(before.items) == len(ledger.items), "an item came or went")
            _check_case_change(before.case, ledger.case)

    def hear(self, events: Iterable[Event]) -> None:
        """Asked before `look`: an answer that is taken is one to the round that the item was in."""
        for event in events:
            if event.kind is EventKind.ANSWERED and event.item and event.case_id in self.seen:
                item, round_ = self.seen[event.case_id].item(event.item), event.detail["answer"]["round"]
                taken = f"{item.code} of {item.case_id}: an answer to round {round_} in round {item.dispatch.round}"
                require(bool(item.outcome) or round_ == item.dispatch.round, taken)

    def _remember(self, old: CaseItem, new: CaseItem) -> None:
        if old.outcome and (new.outcome, new.answer) != (old.outcome, old.answer):
            self.overridden.add((new.case_id, new.code))
        if new.dispatch.reroutes > old.dispatch.reroutes:
            self.rerouted[new.case_id, new.code, new.dispatch.reroutes] = new.dispatch.office_override

    def _follows_overridden(self, ledger: Ledger, item: CaseItem) -> bool:
        return any((before.case_id, before.code) in self.overridden for before in ledger.prerequisites(item))


def _known_for_good(item: CaseItem) -> tuple[object, ...]:
    """What no note changes."""
    return item.outcome, item.answer, item.dispatch.round, item.dispatch.reroutes, item.withdrawal


def _check_case(ledger: Ledger) -> None:
    closed = ledger.case.status is CaseStatus.CLOSED
    require(not closed or all(item.outcome for item in ledger.items), "a closed case has an open item")
    require(closed == (ledger.case.closed_at is not None), "closed_at and the status disagree")
    require(closed or ledger.case.check_at is not None, "an open case is never looked at again")


def _check_item(ledger: Ledger, item: CaseItem, *, settled: bool) -> None:
    name = f"{item.code} of {item.case_id}"
    require((item.status is ItemStatus.DONE) == (item.outcome is not None), f"{name}: DONE without outcome")
    require(
        (item.status is ItemStatus.INCIDENT) == (item.desk.incident is not None),
        f"{name}: {item.status} with incident {item.desk.incident}",
    )
    require(item.dispatch.sent_round <= item.dispatch.round, f"{name}: sent a round that was not owed")
    before = ledger.prerequisites(item)
    if item.dispatch.round and settled:
        require(all(b.outcome in PASSED for b in before), f"{name}: owed before its prerequisites passed")
    if item.outcome is Outcome.BLOCKED and settled:
        require(any(b.outcome and b.outcome not in PASSED for b in before), f"{name}: blocked by nothing")


def _check_case_change(old: Case, new: Case) -> None:
    require(new.version >= old.version, "the case's version went back")
    require(new == old or new.version > old.version, "the case changed without a new version")
    require(old.run <= new.run <= old.run + 1, "the run went back, or one was left out")
    require(new.edition == old.edition, "the case changed its edition")
    require(old.status is not CaseStatus.CLOSED or new.status is CaseStatus.CLOSED, "a closed case opened")


def _check_change(old: CaseItem, new: CaseItem) -> None:
    name = f"{old.code} of {old.case_id}"
    require(new.version >= old.version, f"{name}: the version went back")
    require(new == old or new.version > old.version, f"{name}: changed without a new version")
    require(new.dispatch.round >= old.dispatch.round, f"{name}: the round went back")
    owed_again = (
        new.dispatch.round == old.dispatch.round
        and new.dispatch.sent_round == old.dispatch.round - 1
        and not new.outcome
    )
    require(
        new.dispatch.sent_round >= old.dispatch.sent_round or owed_again, f"{name}: a sent round went back"
    )
    require(_fixed(new) == _fixed(old), f"{name}: what was fixed at its opening changed")
    require(
        old.dispatch.reroutes <= new.dispatch.reroutes <= old.dispatch.reroutes + 1,
        f"{name}: re-routed back, or twice at once",
    )
    if old.dispatch.round and new.dispatch.round > old.dispatch.round:
        require(new.dispatch.round == old.dispatch.round + 1, f"{name}: a round was left out")
        moved = _is_transferred(old, new)
        asked = moved or old.status in WITH_APPLICANT
        require(asked, f"{name}: a next round without a correction, a contest or a transfer")
        left_alone = moved or new.dispatch.transfers == old.dispatch.transfers
        require(left_alone, f"{name}: transferred out of {old.status}")
        contested = old.status is ItemStatus.CONTESTABLE
        require(bool(new.contest.at) == (contested or bool(old.contest.at)), f"{name}: contested or not")
    require(old.contest.at in (None, new.contest.at), f"{name}: contested twice")
    if old.outcome and _decision(new) != _decision(old):
        require(_is_confirmed(old, new), f"{name}: outcome {old.outcome} became {new.outcome}")


def _is_transferred(old: CaseItem, new: CaseItem) -> bool:
    """Whoever has accepted an item, or asked its applicant for something, hands it to nobody."""
    early = old.status in (ItemStatus.DISPATCHED, ItemStatus.RECEIVED)
    return early and new.dispatch.transfers == (*old.dispatch.transfers, old.dispatch.round)


def _check_contestable(before: Ledger | None, old: CaseItem, new: CaseItem) -> None:
    """Nobody's check is refused for good without their word, or a term that passed, as long as something waits for it."""
    bad = new.outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED) and not old.outcome
    if before is None or not new.is_service_check or not bad or old.contest.at:
        return
    free = old.status is ItemStatus.CONTESTABLE or not is_awaited(before)
    require(free, f"{new.code}: refused before it could be contested")


def _decision(item: CaseItem) -> tuple[object, ...]:
    return item.outcome, item.decided_at, item.answer, item.reason


def _fixed(item: CaseItem) -> tuple[object, ...]:
    """By the edition that the case began with."""
    return (
        item.department,
        item.after,
        item.unchecked,
        item.bounds.contest_days,
        item.bounds.watch_days,
        item.bounds.correction_days,
        item.bounds.correction_rounds,
        item.bounds.limit,
    )


def _is_confirmed(old: CaseItem, new: CaseItem) -> bool:
    """Another decision takes the place of one only as it was proposed before; when it was said does not count."""
    proposed, said = old.desk.override, new.answer
    if proposed is None or proposed.answer is None or said is None or new.desk.override:
        return False
    return proposed.answer.model_copy(update={"at": said.at}) == said
