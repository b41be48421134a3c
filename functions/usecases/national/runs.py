"""Exports that somebody takes part by part (分批导出): what was ordered, and where each part begins.

Nothing that was exported is kept: a part is made when it is asked for, from its place, and stands in the audit each time.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal, region_holds
from functions.domain.refusals import NotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.national.export import ExportLine, export_national, since_of
from functions.usecases.record_kinds.national import EXPORT_RUN, EXPORT_SENT
from functions.usecases.records import Body, change_record, first_under, newest_first
from schemas.national.export import ExportOrder

# Of one part: cases an export, and exports; all of it fits into one answer.
_CASES, _EXPORTS = 100, 3


@dataclass(frozen=True, slots=True)
class _Taken:
    cases: int
    rows: int
    unfit: int


@dataclass(frozen=True, slots=True)
class WantedRun:
    """`after`: the run whose end this one begins at."""

    reason: str
    city: str | None = None
    unmasked: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class ExportRun:
    """`places`: where each part begins that was taken, and then the next one, or, once `over`, the next run."""

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


def begin_export(wanted: WantedRun, *, by: Principal, key: str, deps: Deps) -> ExportRun:
    """Nothing is exported yet. The same key with the same words begins one run.

    Raises NotFound for a run to go on from that is not there, KeyReused, StoreBusy.
    """
    before = export_run(wanted.after, by=by, deps=deps) if wanted.after else None
    if before and not before.over:
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
    return Page(found, page.cursor)


def take_part(run_id: str, number: int, *, by: Principal, deps: Deps) -> tuple[ExportLine, ...]:
    """A part, the first of which is 0: one that was taken already, or the next. Another operator sees other cases, so they
    are whoever began it. Raises NotFound, BadCursor, StaleWrite, StoreBusy.
    """
    run = export_run(run_id, by=by, deps=deps)
    if run.by != by.subject or not 0 <= number < len(run.taken) + (not run.over):
        raise NotFound
    lines, place, cases, more = list[ExportLine](), run.places[number], 0, True
    for each in range(_EXPORTS):
        order = ExportOrder(
            reason=run.reason, city=run.city, unmasked=run.unmasked, cursor=place, limit=_CASES
        )
        part = export_national(order, by=by, key=f"{run_id}/{number}/{each}", deps=deps)
        lines += part.lines
        place, cases, more = part.cursor, cases + part.cases, part.more
        if not more:
            break
    unfit = sum(len(row["unfit"]) for _, row in lines)
    _note(run_id, number, place, _Taken(cases, len(lines), unfit), more=more, deps=deps)
    return tuple(lines)


def _note(run_id: str, number: int, place: str | None, taken: _Taken, *, more: bool, deps: Deps) -> None:
    """What was taken once more changes nothing."""

    def rule(body: Body | None) -> Body:
        if body is None:
            raise NotFound
        run = _run(run_id, body)
        if number != len(run.taken):
            return body
        return _body(replace(run, places=(*run.places, place), taken=(*run.taken, taken), over=not more))

    change_record(deps.store, EXPORT_RUN, run_id, rule)


def _may_see(record: Record, by: Principal) -> bool:
    return region_holds(by.region, str(record.body["region"]))


def _body(run: ExportRun) -> dict[str, Any]:
    plain = asdict(run) | {"at": run.at.astimezone(UTC).isoformat(), "places": list(run.places)}
    plain["taken"] = [[one.cases, one.rows, one.unfit] for one in run.taken]
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
