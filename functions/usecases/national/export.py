"""Exports cases as rows of the national platform's tables: page by page, only what has changed since the last export.

Nothing is kept of what was exported but the audit (a cursor knows where to go on: cursors.py), so the same cursor gives
the same rows for the same facts. One run is stamped with the moment it began.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain

from functions.domain.case.access import Principal
from functions.domain.clock import shanghai_date
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.domain.national.certificates import CERTIFICATES, certificate_rows
from functions.domain.national.export import Exported, Row, Span, changes, is_exported
from functions.domain.national.fit import fitted
from functions.domain.national.history import process_rows, special_rows
from functions.domain.national.materials import material_rows
from functions.domain.national.rows import accept_row, result_row
from functions.ports.case_store import CaseQuery, Record
from functions.ports.deps import Deps, in_turn
from functions.ports.page import Page
from functions.usecases.case.lists import cases_of, settled_of
from functions.usecases.national.cursors import ExportPosition, cursor_at, position_asked, whose_export
from functions.usecases.national.numbers import number_of
from functions.usecases.office.which_office import office_names
from functions.usecases.record_kinds.national import EXPORT_AUDIT
from functions.usecases.records import new_record
from functions.usecases.walks import each_readable, every_event, list_by_list
from schemas.codes import CaseStatus
from schemas.national.columns import columns_of
from schemas.national.export import ExportOrder

ExportLine = tuple[str, Row]
# The lists that a run goes through.
ALL, OPEN, _SETTLED = "all", "open", "settled"


@dataclass(frozen=True, slots=True)
class ExportPart:
    """`cursor`: for the next part of this run, or, once `more` is False, for the next run. `looked_at`: the ids of its cases.
    `unreadable`: of those that cannot be read, of which nothing is told."""

    lines: tuple[ExportLine, ...]
    cursor: str
    more: bool
    batch: str
    looked_at: tuple[str, ...]
    unreadable: tuple[str, ...]

    @property
    def cases(self) -> int:
        return len(self.looked_at)


def export_national(order: ExportOrder, *, by: Principal, key: str, deps: Deps) -> ExportPart:
    """One page of cases. Raises BadCursor, StaleWrite, StoreBusy."""
    at = position_asked(order, by, deps)
    # What happened since is told by the next run: by then it stands in every list.
    span = Span(at.since, at.until or deps.clock() - deps.store.lag, order.unmasked)
    page = _may_have_changed(order, span, at.inner, by, deps)
    own = whose_export(order, by)
    after = (
        ExportPosition(at.since, span.until, page.cursor, own)
        if page.cursor
        else ExportPosition(span.until, of=own)
    )
    return _told(page, after, order, span, by=by, key=key, deps=deps)


def export_again(
    order: ExportOrder, of: Page[str], until: datetime, *, by: Principal, key: str, deps: Deps
) -> ExportPart:
    """What was told of these cases, and of no others, by the run that began at `until`. Raises BadCursor, StoreBusy."""
    at = position_asked(order, by, deps)
    span = Span(at.since, until, order.unmasked)
    return _told(
        of, ExportPosition(until, of=whose_export(order, by)), order, span, by=by, key=key, deps=deps
    )


def _told(
    page: Page[str],
    after: ExportPosition,
    order: ExportOrder,
    span: Span,
    *,
    by: Principal,
    key: str,
    deps: Deps,
) -> ExportPart:
    """What cannot be read keeps nothing else back, and is counted: nothing is told of it."""
    found, damaged = each_readable(
        page.entries, lambda case_id: tuple(_lines(case_id, span, deps)), name=str, at_once=in_turn
    )
    lines, unreadable = tuple(chain.from_iterable(found)), (*page.unreadable, *damaged)
    counts = {
        "cases": len(page.entries),
        "rows": len(lines),
        "unfit": sum(len(row["unfit"]) for _, row in lines),
        "unreadable": len(unreadable),
    }
    _keep_audit(order, span, counts, by=by, key=key, deps=deps)
    more = after.inner is not None
    return ExportPart(lines, cursor_at(after), more, span.number, page.entries, unreadable)


def audits(*, limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    return deps.store.records(EXPORT_AUDIT, limit=limit, cursor=cursor)


def _may_have_changed(
    order: ExportOrder, span: Span, cursor: str | None, by: Principal, deps: Deps
) -> Page[str]:
    """The ids of all cases, at first; later of what is open, and of what has been closed or amended since. The open ones
    come first: one that is closed between the two is in both, and not in neither.
    """
    query = CaseQuery(cities=(order.city,) if order.city else ())

    def read(which: str, limit: int, inner: str | None) -> Page[str]:
        if which == _SETTLED and span.since:
            return settled_of(query, span.since, by=by, limit=limit, cursor=inner, deps=deps)
        status = CaseStatus.OPEN if which == OPEN else None
        page = cases_of(replace(query, status=status), by=by, limit=limit, cursor=inner, deps=deps)
        return Page(tuple(case.id for case in page.entries), page.cursor, page.unreadable)

    lists = (OPEN, _SETTLED) if span.since else (ALL,)
    return list_by_list(lists, read, wanted=lambda _: True, limit=order.limit, cursor=cursor, at_once=in_turn)


def _lines(case_id: str, span: Span, deps: Deps) -> Iterator[ExportLine]:
    ledger = deps.store.ledger(case_id)
    case = ledger.case
    exported = (one for one in ledger.held if is_exported(one))
    changed = [one for one in exported if any(map(span.is_new, changes(ledger, one)))]
    if not changed:
        return
    events, application = tuple(every_event(deps.store, case.id)), deps.store.application(case.id)
    offices, edition = office_names(ledger, deps), deps.editions(case.edition)
    # A row is taken once: it waits for the name that was true.
    if any(item.code in offices.unreadable for item in changed):
        raise RecordUnreadable
    for item in changed:
        code = deps.codes.of(item.dispatch.office, item.code)
        one = Exported(ledger, item, events, application, edition, office=offices.of(item), code=code)
        if one.belongs_to(span):
            for table, row in _rows(_with_numbers(one, deps), span):
                yield table, fitted(row, columns_of(table))


def _with_numbers(one: Exported, deps: Deps) -> Exported:
    """Numbers are given when they are first told."""
    case, day = one.ledger.case, shanghai_date(one.ledger.case.opened_at)
    number = number_of(f"{case.id}/{one.item.code}", one.code, day, deps)
    return replace(one, number=number, theme=number_of(case.id, deps.codes.theme, day, deps))


def _rows(one: Exported, span: Span) -> Iterator[ExportLine]:
    if accepted := accept_row(one, span):
        yield "up_pro_accept", accepted
    yield from (("up_pro_process", row) for row in process_rows(one, span))
    if result := result_row(one, span):
        yield "up_pro_result", result
    yield from (("up_pro_special_procedure", row) for row in special_rows(one, span))
    yield from (("up_pro_material", row) for row in material_rows(one, span))
    yield from ((CERTIFICATES, row) for row in certificate_rows(one, span))


def _keep_audit(
    order: ExportOrder, span: Span, counts: Mapping[str, int], *, by: Principal, key: str, deps: Deps
) -> None:
    """Before anything is given away."""
    now = deps.clock()
    body = {
        "at": now.isoformat(),
        "by": by.subject,
        "reason": order.reason,
        "city": order.city,
        "unmasked": order.unmasked,
        "batch": span.number,
        "since": span.since.isoformat() if span.since else None,
        **counts,
    }
    whose = sha256(f"{by.subject}/{key}/{order.model_dump_json()}".encode()).hexdigest()[:16]
    name = f"{now.astimezone(UTC):%Y%m%d%H%M%S%f}-{whose}"
    # Never over another line: the same request at the same moment is the same line.
    with suppress(StaleWrite):
        deps.store.put(new_record(EXPORT_AUDIT, name, body))
