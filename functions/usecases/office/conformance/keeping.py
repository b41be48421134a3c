"""Reports of trials (联调报告) that departments hand in, kept as what they are: a department's own statement (自行测试).

Its command made the trials, and nobody here looked on. What is looked at: the signature, that the report is of the present
scenarios, of this department, of these days, and says nothing that its own findings do not bear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.clock import TOLERANCE
from functions.domain.errors import FieldProblem
from functions.domain.office.conformance.table import SCENARIOS_VERSION
from functions.domain.refusals import InvalidBody, NotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.limits import count_of
from functions.usecases.office.conformance.opening import NOBODYS
from functions.usecases.office.conformance.restating import restated
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.office import CONFORMANCE
from functions.usecases.records import Body, change_record, newest_first
from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.office.conformance import ConformanceReport

_OLDEST = timedelta(days=31)
# As `run_number` and `opened_trial` make them.
_NUMBER = re.compile(r"LT[0-9]{6}[A-Z2-7]{7}")
_REFERENCE = re.compile(rf"{NOBODYS}[A-Z2-7]{{7}}[0-9]{{2}}")
_STALE = "这份报告的场景版本不是 {version}，请用现在的 lianban 再做一次。"


@dataclass(frozen=True, slots=True)
class KeptReport:
    """`at`: when it was handed in; `interface`: the version of the interface that this system had then."""

    id: str
    at: datetime
    interface: str
    report: ConformanceReport


def keep_report(
    department: Department, report: ConformanceReport, *, interface: str, deps: Deps
) -> KeptReport:
    """The same report again is the one that is here. Raises InvalidBody, TooOften, StaleWrite, StoreBusy."""
    now = deps.clock()
    checked = _checked(department, report, now, deps)
    digest = sha256(checked.model_dump_json().encode()).hexdigest()
    kind, id_ = _kind(department), f"{newest_first(checked.ended_at)}-{digest[:12]}"
    if deps.store.record(kind, id_) is None:
        count_of("conformance", sha256(department.encode()).hexdigest(), deps)
    new = {"at": now.isoformat(), "interface": interface, "report": checked.model_dump(mode="json")}
    body = change_record(deps.store, kind, id_, lambda found: found or new, expires_at=end_of(kind, now))
    return _kept(id_, body)


def kept_reports(
    department: Department, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[KeptReport]:
    """The newest first. Raises NotFound for another department's, BadCursor."""
    _check_own(department, by)
    page = deps.store.records(_kind(department), limit=limit, cursor=cursor)
    return Page(tuple(map(_kept_in, page.entries)), page.cursor, page.unreadable)


def kept_report(department: Department, report_id: str, *, by: Principal, deps: Deps) -> KeptReport:
    """Raises NotFound."""
    _check_own(department, by)
    found = deps.store.record(_kind(department), report_id)
    if found is None:
        raise NotFound
    return _kept_in(found)


def _check_own(department: Department, by: Principal) -> None:
    if by.department is not department:
        raise NotFound


def _kind(department: Department) -> str:
    return f"{CONFORMANCE}#{department}"


def _kept_in(record: Record) -> KeptReport:
    return _kept(record.key, record.body)


def _kept(id_: str, body: Body) -> KeptReport:
    report = ConformanceReport.model_validate(body["report"], strict=False)
    return KeptReport(id_, datetime.fromisoformat(body["at"]), body["interface"], report)


def _checked(
    department: Department, report: ConformanceReport, now: datetime, deps: Deps
) -> ConformanceReport:
    item = _item_of(department, report, deps)
    problems = [*_outside(report, now)]
    if item is None:
        problems.append(FieldProblem("/item", "该事项不是本部门的事项。"))
    if item is None or problems:
        raise InvalidBody(problems=tuple(problems))
    try:
        again = restated(report, item)
    except ValueError:
        again = None
    if again is None or _concluded(again) != _concluded(report):
        told = "各场景的结论与其中的逐条结果不符，请照 lianban 写出的报告原样提交。"
        raise InvalidBody(problems=(FieldProblem("/scenarios", told),))
    return again


def _item_of(department: Department, report: ConformanceReport, deps: Deps) -> Item | None:
    items = deps.editions(deps.current_edition).items
    if report.department is not department:
        return None
    return next((one for one in items if (one.department, one.code) == (department, report.item)), None)


def _outside(report: ConformanceReport, now: datetime) -> Iterator[FieldProblem]:
    if not _NUMBER.fullmatch(report.number):
        yield FieldProblem("/number", "报告编号应以 LT 开头，照 lianban 写出的填写。")
    if report.version != SCENARIOS_VERSION:
        yield FieldProblem("/version", _STALE.format(version=SCENARIOS_VERSION))
    if not report.began_at <= report.ended_at:
        yield FieldProblem("/ended_at", "结束时间应不早于开始时间。")
    elif not now - _OLDEST <= report.ended_at <= now + TOLERANCE:
        yield FieldProblem("/ended_at", "只接受最近 31 日内完成的报告。")
    for place, one in enumerate(report.scenarios):
        if one.reference is not None and not _REFERENCE.fullmatch(one.reference):
            told = f"样例办件的编号以 {NOBODYS} 开头，照 lianban 写出的填写。"
            yield FieldProblem(f"/scenarios/{place}/reference", told)


def _concluded(report: ConformanceReport) -> tuple[Any, ...]:
    counts = (report.passed, report.advised, report.failed, report.not_run, report.conforms)
    return *counts, tuple((one.code, one.grade) for one in report.scenarios)
