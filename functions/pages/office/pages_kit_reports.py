"""联调报告: what the department's developers handed in of their own trials; each as a page, as PDF and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from functions.domain.clock import SHANGHAI
from functions.pages.office.place import own_department
from functions.pages.page import Answer, Asked, Handed, Page, Shown
from functions.shapes.applicant.conformance import MET, UNMET, conformance_pdf, sent_words
from functions.usecases.office.conformance.keeping import KeptReport, kept_report, kept_reports
from functions.web.roles import STAFF
from schemas.codes import Department
from schemas.office.conformance import ConformanceReport, ConformanceScenario

REPORTS = "/kit/conformance"
_LENGTH = 20
_TAGS = {"passed": "done", "advised": "doing", "failed": "stopped", "not_run": "waiting"}


@dataclass(frozen=True, slots=True)
class ReportLine:
    address: str
    title: str
    hint: str
    tag: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReportsPage:
    department: Department
    entries: tuple[ReportLine, ...]
    more: str


@dataclass(frozen=True, slots=True)
class TriedScenario:
    """`rows`: what was looked at, whether it holds, what came. `sent`: each message in words."""

    title: str
    about: str
    tag: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...]
    sent: tuple[str, ...]
    unheard: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    address: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    scenarios: tuple[TriedScenario, ...]


def show_kit_reports(asked: Asked) -> Answer:
    department = own_department(asked)
    page = kept_reports(
        department, by=asked.by, limit=_LENGTH, cursor=asked.query.get("cursor") or None, deps=asked.deps
    )
    more = f"{REPORTS}?{urlencode({'cursor': page.cursor})}" if page.cursor else ""
    view = ReportsPage(department, tuple(map(_line, page.entries)), more)
    return Shown("office/kit_reports.html", "联调报告", view)


def _line(one: KeptReport) -> ReportLine:
    report = one.report
    hint = f"{report.number} · 场景版本 {report.version} · {_time(report)}完成 · {report.verdict}"
    tag = (
        ("done", "全部通过")
        if report.conforms
        else ("stopped", "不通过")
        if report.failed
        else ("waiting", "没有做完")
    )
    return ReportLine(f"{REPORTS}/{one.id}", report.item_name, hint, tag)


def _time(report: ConformanceReport) -> str:
    return f"{report.ended_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def show_kit_report(asked: Asked) -> Answer:
    kept = _asked_for(asked)
    report = kept.report
    facts = (
        ("报告编号", report.number),
        ("事项", report.item_name),
        ("接收地址", report.target),
        ("完成时间", _time(report)),
        ("提交时间", f"{kept.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
        ("场景版本", report.version),
        ("提交时本系统的接口版本", kept.interface),
    )
    view = ReportPage(f"{REPORTS}/{kept.id}", report.verdict, facts, tuple(_tried(report)))
    return Shown("office/kit_report.html", "联调报告", view)


def _tried(report: ConformanceReport) -> Iterator[TriedScenario]:
    for number, one in enumerate(report.scenarios, start=1):
        yield TriedScenario(
            title=f"{number}　{one.title}",
            about=one.why or one.about,
            tag=(_TAGS[one.grade], one.grade_text),
            rows=tuple(_rows(one)),
            sent=tuple(map(sent_words, one.sent)),
            unheard=one.unheard,
        )


def _rows(one: ConformanceScenario) -> Iterator[tuple[str, str, str]]:
    for found in one.findings:
        yield f"{found.level_text}：{found.expected}", MET if found.met else UNMET, found.got


def hand_kit_report_pdf(asked: Asked) -> Answer:
    kept = _asked_for(asked)
    return Handed(conformance_pdf(kept.report), "application/pdf", _named(kept, "inline", "pdf"))


def hand_kit_report_json(asked: Asked) -> Answer:
    kept = _asked_for(asked)
    whole = kept.report.model_dump_json(indent=1)
    return Handed(whole, "application/json", _named(kept, "attachment", "json"))


def _asked_for(asked: Asked) -> KeptReport:
    return kept_report(own_department(asked), asked.path["report_id"], by=asked.by, deps=asked.deps)


def _named(kept: KeptReport, how: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'{how}; filename="{kept.id}.{ending}"'}


PAGES = (
    Page(method="GET", path=REPORTS, roles=STAFF, handler=show_kit_reports),
    Page(method="GET", path=f"{REPORTS}/{{report_id}}", roles=STAFF, handler=show_kit_report),
    Page(method="GET", path=f"{REPORTS}/{{report_id}}/pdf", roles=STAFF, handler=hand_kit_report_pdf),
    Page(method="GET", path=f"{REPORTS}/{{report_id}}/json", roles=STAFF, handler=hand_kit_report_json),
)
