"""Tells the engine again what whoever recorded it was about to tell: the news of each outcome, once, by its mark.

A mark is written with the outcome and never taken away. A sweep reads those that have come since the place it has read up to,
ends what followed from each once more, and moves the place. To an engine that was told already that is nothing; so nobody
has to note that it was. A sweep that dies before the place is moved does the same again.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from functions.domain.case.case import Ledger
from functions.domain.case.consequences import Block, Resume, owed
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.transitions import news_owed
from functions.domain.case.waits import own_completion
from functions.domain.errors import ExecutionError, LianbanError, StaleWrite, StoreBusy
from functions.domain.upkeep.repairs import LONGEST_CHECK, SET_BACK
from functions.ports.case_store import NewsMark, Record
from functions.ports.deps import Deps
from functions.telemetry.lines import write_line
from functions.usecases.case.advance import advance, end_resume, resumes_of
from functions.usecases.case.ledger import change_item
from functions.usecases.record_kinds.shared import OWED_READ
from functions.usecases.records import new_record, record_made_anew
from functions.usecases.upkeep.standing import SetbackStanding
from functions.usecases.upkeep.sweep_report import SweepReport
from schemas.catalogue.edition import followed_codes
from schemas.codes import CaseStatus

NEWS = "news"
# By so much a mark may come to the list after its time: as long as a writer lives, by clocks that differ a little, and the
# list lags. What comes later still is told by the next look at its case.
COMES_LATE = timedelta(seconds=30)
# Marks of one step, after which the place is moved, and steps of one sweep: for so long that the debts have their time too.
_STEP, _STEPS = 100, 50
_LONGEST = timedelta(seconds=20)
# Where no place stands yet: what was marked before was told by a look at its case, or that is due.
_FIRST_READ = LONGEST_CHECK + SET_BACK
MARKS_A_SWEEP = _STEP * _STEPS
RETOLD = "Retold"


def tell_news(deps: Deps, report: SweepReport, standing: SetbackStanding) -> None:
    """A backlog takes several sweeps, which a line tells. Raises StoreBusy: then nothing was passed that was not told."""
    place, began = record_made_anew(deps.store, OWED_READ, NEWS), deps.clock()
    until = began - COMES_LATE
    after = datetime.fromisoformat(place.body["after"]) if place and place.body else until - _FIRST_READ
    if after > until:
        # The clock was set back: what is marked from now on is behind its marks of before.
        _moved(place, until, deps)
        return
    for _ in range(_STEPS):
        marks = deps.store.news(after, until, limit=_STEP)
        if not marks:
            return
        tell_marks(marks, deps, report, standing)
        after = marks[-1].at
        place = _moved(place, after, deps)
        if place is None:
            return
        if deps.clock() - began >= _LONGEST:
            break
    write_line("news not read to the end", {"after": after.isoformat()})


def pass_news(until: datetime, deps: Deps) -> None:
    """Each open case was looked at since `until`, and went back from the ledger into an engine that had lost everything: no
    mark of before tells that engine anything. Raises StoreBusy.
    """
    place, after = record_made_anew(deps.store, OWED_READ, NEWS), until - COMES_LATE
    if place is None or not place.body or datetime.fromisoformat(place.body["after"]) < after:
        _moved(place, after, deps)


def _moved(place: Record | None, after: datetime, deps: Deps) -> Record | None:
    """None: another sweep is at it."""
    version = place.version if place else 0
    with suppress(StaleWrite):
        return deps.store.put(new_record(OWED_READ, NEWS, {"after": after.isoformat()}, version))
    return None


@dataclass(frozen=True, slots=True)
class _News:
    """Of some items of a case, as they are by now. `ledger` is None where nothing stands behind them."""

    case_id: str
    items: tuple[CaseItem, ...]
    ledger: Ledger | None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(item.code for item in self.items)

    def owed(self, now: datetime) -> tuple[Block, ...] | tuple[Resume, ...]:
        """What is to be blocked first, or else whose waits are over."""
        if self.ledger is None:
            found = ((item, own_completion(item, now)) for item in self.items)
            return tuple(Resume(item, end) for item, end in found if end)
        repairs = owed(self.ledger, now)
        blocks = tuple(one for one in repairs if isinstance(one, Block))
        return blocks or resumes_of(repairs, self.codes, now)


def tell_marks(
    marks: Iterable[NewsMark], deps: Deps, report: SweepReport, standing: SetbackStanding | None = None
) -> None:
    """Whatever fails of one mark keeps no other back. Raises StoreBusy."""
    of_cases: dict[str, list[str]] = {}
    for mark in marks:
        of_cases.setdefault(mark.case_id, []).append(mark.code)
    telling = _Telling(deps, report, standing)
    seen = deps.at_once([partial(_seen, case_id, codes, deps) for case_id, codes in of_cases.items()])
    for (case_id, codes), found in zip(of_cases.items(), seen, strict=True):
        if isinstance(found, Exception):
            telling.failed(case_id, found)
            if not isinstance(found, LianbanError):
                telling.owe(case_id, codes)
    _tell_again([found for found in seen if isinstance(found, _News)], telling)


@dataclass(frozen=True, slots=True)
class _Telling:
    deps: Deps
    report: SweepReport
    standing: SetbackStanding | None

    def failed(self, case_id: str, error: Exception) -> None:
        """An engine that cannot be reached sets no case back: what it could not be told is owed."""
        self.report.failed(error)
        if self.standing is not None and not isinstance(error, ExecutionError):
            self.standing.note(case_id, error)

    def owe(self, case_id: str, codes: Iterable[str], known: Ledger | None = None) -> None:
        """What cannot even be noted the next look at its case tells. Raises StoreBusy."""
        now = self.deps.clock()
        for code in sorted(codes):
            try:
                change_item(
                    self.deps.store,
                    case_id,
                    code,
                    lambda _, item: (news_owed(item, now), ()),
                    known=known,
                )
            except StoreBusy:
                raise
            except Exception as error:
                self.failed(case_id, error)


def _seen(case_id: str, codes: Collection[str], deps: Deps) -> _News | Exception:
    """Read for certain only where a cheaper reading does not show what was marked."""
    try:
        if not followed_codes() & {*codes} and SERVICE_CHECK not in codes:
            items = [deps.store.glimpse_item(case_id, code) for code in codes]
            shown = tuple(item for item in items if item and item.news_at)
            if len(shown) == len(items) and not any(item.is_followed for item in shown):
                return _News(case_id, shown, None)
        ledger = deps.store.glimpse(case_id)
        if any(ledger.item(code).news_at is None for code in codes):
            ledger = deps.store.ledger(case_id)
        return _of(ledger, codes)
    except StoreBusy:
        raise
    except Exception as error:
        return error


def _of(ledger: Ledger, codes: Collection[str]) -> _News:
    return _News(ledger.case.id, tuple(map(ledger.item, codes)), ledger)


def look_for_news(ledger: Ledger, codes: Collection[str], deps: Deps, report: SweepReport) -> None:
    """Of one case. Raises StoreBusy."""
    if codes:
        _tell_again([_of(ledger, codes)], _Telling(deps, report, None))


def _tell_again(news: Iterable[_News], telling: _Telling) -> None:
    """What cannot be told now is owed from here on: no mark waits for one that does not get through. Raises StoreBusy."""
    deps = telling.deps
    now = deps.clock()
    ends: list[tuple[_News, Resume]] = []
    for one in news:
        if one.ledger and one.ledger.case.status is CaseStatus.CLOSED:
            continue
        repairs = one.owed(now)
        if any(isinstance(each, Block) for each in repairs):
            _advance(one, telling)
        ends += [(one, each) for each in repairs if isinstance(each, Resume)]
    results = deps.at_once([partial(_ended, resume, deps) for _, resume in ends])
    failed: dict[str, _News] = {}
    for (one, _), result in zip(ends, results, strict=True):
        if isinstance(result, Exception):
            telling.failed(one.case_id, result)
            failed[one.case_id] = one
        elif result:
            telling.report.did(RETOLD)
    for one in failed.values():
        telling.owe(one.case_id, one.codes, one.ledger)


def _ended(resume: Resume, deps: Deps) -> bool | Exception:
    try:
        return end_resume(resume, deps.executions)
    except Exception as error:
        return error


def _advance(one: _News, telling: _Telling) -> None:
    """Somebody died before what is behind a failed item was blocked."""
    try:
        for code in sorted(one.codes):
            advance(one.case_id, telling.deps, after=code, release=True)
        telling.report.did(RETOLD)
    except StoreBusy:
        raise
    except Exception as error:
        telling.failed(one.case_id, error)
        telling.owe(one.case_id, one.codes, one.ledger)
