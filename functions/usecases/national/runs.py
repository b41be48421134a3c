"""Exports that somebody takes part by part (分批导出): what was ordered, and where each part begins.

Nothing that was exported is kept but which cases a part is of: it is made when it is asked for, and stands in the audit each
time. What was opened or closed meanwhile moves no case from one part to another, of which somebody may have lost the file.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal, region_holds
from functions.domain.errors import StaleWrite
from functions.domain.refusals import NotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.national.cursors import is_midway, since_of, until_of
from functions.usecases.national.export import (
    ExportLine,
    ExportPart,
    export_again,
    export_national,
)
from functions.usecases.record_kinds.national import EXPORT_PART, EXPORT_RUN, EXPORT_SENT
from functions.usecases.records import Body, change_record, first_under, new_record, newest_first
from schemas.national.export import ExportOrder

# Of one part: cases an export, and exports; all of it fits into one answer.
_CASES, _EXPORTS = 100, 3
# Of one run: where each begins stands in its row, which DynamoDB takes 400 KB of. The next run goes on from there.
MOST_PARTS = 500


@dataclass(frozen=True, slots=True)
class _Taken:
    cases: int
    rows: int
    unfit: int
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class WantedRun:
    """`after`: the run whose end this one begins at."""

    reason: str
    city: str | None = None
    unmasked: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class ExportRun:
    """`places`: where each part begins that was taken, and then the next one, or, once `over`, the next run. `over`: of all
    cases, or because a run has no more parts.
    """

    id: str
    by: str
    region: str
    reason: str
    city: str | None
    unmasked: bool
    at: datetime
    places: tuple[str | None, ...] = (None,)
    taken: tuple[_Taken, ...] = ()
    over: bool = False

    @property
    def since(self) -> datetime | None:
        """Of the first part: nothing before is told again."""
        return since_of(self.places[0])

    @property
    def goes_on(self) -> bool:
        """Whether it begins in the middle, where an earlier one had no more parts."""
        return is_midway(self.places[0])

    @property
    def is_full(self) -> bool:
        """Cases are left, and it has no more parts."""
        return self.over and is_midway(self.places[-1])

    def leads_on(self, by: Principal) -> bool:
        """Whether this operator goes on where it ended: of a wider region it has told only a part, and what is older than its
        end would never be told."""
        return self.over and by.region == self.region


def begin_export(wanted: WantedRun, *, by: Principal, key: str, deps: Deps) -> ExportRun:
    """Nothing is exported yet. The same key with the same words begins one run.

    Raises NotFound for a run to go on from that is not there, or was of another region, KeyReused, StoreBusy.
    """
    before = export_run(wanted.after, by=by, deps=deps) if wanted.after else None
    if before and not before.leads_on(by):
        raise NotFound
    run = ExportRun(
        id=_id_under(key, wanted, by, deps),
        by=by.subject,
        region=by.region or "",
        reason=wanted.reason,
        city=before.city if before else wanted.city,
        unmasked=wanted.unmasked,
        at=deps.clock(),
        places=(before.places[-1] if before else None,),
    )
    return _run(run.id, change_record(deps.store, EXPORT_RUN, run.id, lambda body: body or _body(run)))


def _id_under(key: str, wanted: WantedRun, by: Principal, deps: Deps) -> str:
    """Raises KeyReused."""
    name, now = sha256(f"{by.subject}/{key}".encode()).hexdigest(), deps.clock()
    asked = json.dumps(asdict(wanted), sort_keys=True, ensure_ascii=False)
    fresh: Body = {
        "run": f"{newest_first(now)}-{name[:12]}",
        "digest": sha256(asked.encode()).hexdigest(),
    }
    return str(first_under(EXPORT_SENT, name, fresh, now=now, store=deps.store)["run"])


def export_run(run_id: str, *, by: Principal, deps: Deps) -> ExportRun:
    """Raises NotFound, also for another region's."""
    found = deps.store.record(EXPORT_RUN, run_id)
    if found is None or not _may_see(found, by):
        raise NotFound
    return _run(run_id, found.body)


def export_runs(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[ExportRun]:
    """The newest first: that is the order of their ids. A page may be short, and more follow. Raises BadCursor."""
    page = deps.store.records(EXPORT_RUN, limit=limit, cursor=cursor)
    found = tuple(_run(one.key, one.body) for one in page.entries if _may_see(one, by))
    return Page(found, page.cursor, page.unreadable)


def take_part(run_id: str, number: int, *, by: Principal, deps: Deps) -> tuple[ExportLine, ...]:
    """A part, the first of which is 0: one that was taken already, or the next. Another operator sees other cases, so they
    are whoever began it. Raises NotFound, BadCursor, StaleWrite, StoreBusy.
    """
    run = export_run(run_id, by=by, deps=deps)
    if run.by != by.subject or not 0 <= number < len(run.taken) + (not run.over):
        raise NotFound
    if number < len(run.taken) and (again := _again(run, number, by, deps)):
        return again.lines
    parts: list[ExportPart] = []
    for each in range(_EXPORTS):
        place = parts[-1].cursor if parts else run.places[number]
        key = f"{run_id}/{number}/{each}"
        parts.append(export_national(_order(run, place), by=by, key=key, deps=deps))
        if not parts[-1].more:
            break
    lines = tuple(line for part in parts for line in part.lines)
    _keep_cases(run_id, number, parts, deps)
    _note(run_id, number, parts[-1], _taken(parts, lines), deps)
    return lines


def _again(run: ExportRun, number: int, by: Principal, deps: Deps) -> ExportPart | None:
    """None: of a part that was taken before its cases were kept."""
    kept = deps.store.record(EXPORT_PART, _part_key(run.id, number, run.places[number + 1]))
    until = until_of(run.places[number + 1])
    if kept is None or until is None:
        return None
    page = Page(tuple(kept.body["cases"]), None, tuple(kept.body["unreadable"]))
    order = _order(run, run.places[number])
    return export_again(order, page, until, by=by, key=f"{run.id}/{number}", deps=deps)


def _order(run: ExportRun, place: str | None) -> ExportOrder:
    return ExportOrder(reason=run.reason, city=run.city, unmasked=run.unmasked, cursor=place, limit=_CASES)


def _taken(parts: list[ExportPart], lines: tuple[ExportLine, ...]) -> _Taken:
    return _Taken(
        sum(part.cases for part in parts),
        len(lines),
        sum(len(row["unfit"]) for _, row in lines),
        sum(len(part.unreadable) for part in parts),
    )


def _part_key(run_id: str, number: int, end: str | None) -> str:
    """By where it ended as well: of two who take it at once, each keeps its own."""
    return f"{run_id}/{number}/{sha256(str(end).encode()).hexdigest()[:16]}"


def _keep_cases(run_id: str, number: int, parts: list[ExportPart], deps: Deps) -> None:
    """Before the part counts as taken."""
    looked_at = dict.fromkeys(one for part in parts for one in part.looked_at)
    unreadable = dict.fromkeys(one for part in parts for one in part.unreadable)
    body = {
        "cases": [*looked_at],
        "unreadable": [one for one in unreadable if one not in looked_at],
    }
    with suppress(StaleWrite):
        deps.store.put(new_record(EXPORT_PART, _part_key(run_id, number, parts[-1].cursor), body))


def _note(run_id: str, number: int, last: ExportPart, taken: _Taken, deps: Deps) -> None:
    """What was taken once more changes nothing."""

    def rule(body: Body | None) -> Body:
        if body is None:
            raise NotFound
        run = _run(run_id, body)
        if number != len(run.taken):
            return body
        places, over = (*run.places, last.cursor), not last.more or number + 1 >= MOST_PARTS
        return _body(replace(run, places=places, taken=(*run.taken, taken), over=over))

    change_record(deps.store, EXPORT_RUN, run_id, rule)


def _may_see(record: Record, by: Principal) -> bool:
    return region_holds(by.region, str(record.body["region"]))


def _body(run: ExportRun) -> dict[str, Any]:
    plain = asdict(run) | {"at": run.at.astimezone(UTC).isoformat(), "places": list(run.places)}
    plain["taken"] = [[one.cases, one.rows, one.unfit, one.unreadable] for one in run.taken]
    del plain["id"]
    return plain


def _run(run_id: str, body: Body) -> ExportRun:
    return ExportRun(
        id=run_id,
        by=body["by"],
        region=body["region"],
        reason=body["reason"],
        city=body["city"],
        unmasked=body["unmasked"],
        at=datetime.fromisoformat(body["at"]),
        places=tuple(body["places"]),
        taken=tuple(_Taken(*one) for one in body["taken"]),
        over=body["over"],
    )
