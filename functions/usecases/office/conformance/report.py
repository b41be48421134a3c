"""What a run has found, as everybody reads it: the page, the PDF and the JSON are made of the same."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.domain.office.conformance.grading import Grade, Graded, ScenarioFinding
from functions.domain.office.conformance.scenario import How, Scenario, ScenarioLevel
from functions.domain.office.conformance.table import SCENARIOS, SCENARIOS_VERSION
from functions.domain.office.conformance.trial import Heard, SentTrial, Trial
from schemas.catalogue.item import Item
from schemas.codes import CHINESE
from schemas.office.conformance import (
    ConformanceAnswer,
    ConformanceCall,
    ConformanceFinding,
    ConformanceReport,
    ConformanceScenario,
)

GRADES: Mapping[Grade, str] = {
    Grade.PASSED: "通过",
    Grade.ADVISED: "通过，有建议",
    Grade.FAILED: "不通过",
    Grade.NOT_RUN: "未做",
}
LEVELS: Mapping[ScenarioLevel, str] = {ScenarioLevel.MUST: "必须", ScenarioLevel.SHOULD: "建议"}
HOW_SIGNED: Mapping[How, str] = {
    How.GENUINE: "正常签名",
    How.ROTATED: "作废的和有效的密钥各签一次",
    How.SLOW_CLOCK: "时间早四分钟",
    How.FORGED: "别的密钥签的",
    How.TAMPERED: "签后改过正文",
    How.UNSIGNED: "没有签名",
    How.RETIRED_KEY: "只用作废的密钥签的",
    How.TOO_OLD: "时间早十分钟",
    How.AHEAD: "时间晚十分钟",
}
NOT_CHOSEN = "这次没有选这个场景。"


@dataclass(frozen=True, slots=True)
class TrialRun:
    """`number` is the run's own."""

    number: str
    target: str
    item: Item
    began: datetime
    ended: datetime


def conformance_report(run: TrialRun, found: Sequence[Graded]) -> ConformanceReport:
    by_code = {one.trial.scenario.code: one for one in found}
    return whole_report(run, tuple(_scenario(one, by_code.get(one.code)) for one in SCENARIOS))


def whole_report(run: TrialRun, scenarios: tuple[ConformanceScenario, ...]) -> ConformanceReport:
    counts = Counter[str](one.grade for one in scenarios)
    return ConformanceReport(
        version=SCENARIOS_VERSION,
        number=run.number,
        target=run.target.partition("?")[0],
        department=run.item.department,
        department_text=CHINESE[run.item.department],
        item=run.item.code,
        item_name=run.item.name,
        began_at=run.began,
        ended_at=run.ended,
        passed=counts["passed"],
        advised=counts["advised"],
        failed=counts["failed"],
        not_run=counts["not_run"],
        conforms=not counts["failed"] and not counts["not_run"],
        verdict=_verdict(counts),
        scenarios=scenarios,
    )


def _verdict(counts: Counter[str]) -> str:
    if counts["failed"]:
        return f"不通过：{counts['failed']} 个场景没有做到必须做到的"
    if counts["not_run"]:
        return f"所做的场景都通过；还有 {counts['not_run']} 个没有做，不算全部通过"
    advised = f"，{counts['advised']} 个场景另有建议" if counts["advised"] else ""
    return f"全部通过{advised}"


def told_scenario(
    scenario: Scenario,
    grade: Grade,
    *,
    reference: str | None = None,
    findings: Iterable[ConformanceFinding] = (),
    sent: Iterable[ConformanceCall] = (),
    answers: Iterable[ConformanceAnswer] = (),
    unheard: int = 0,
) -> ConformanceScenario:
    return ConformanceScenario(
        code=scenario.code,
        title=scenario.title,
        title_en=scenario.title_en,
        about=scenario.about,
        reference=reference,
        grade=grade.value,
        grade_text=GRADES[grade],
        why=NOT_CHOSEN if grade is Grade.NOT_RUN else None,
        findings=tuple(findings),
        sent=tuple(sent),
        answers=tuple(answers),
        unheard=unheard,
    )


def _scenario(scenario: Scenario, found: Graded | None) -> ConformanceScenario:
    if found is None:
        return told_scenario(scenario, Grade.NOT_RUN)
    trial = found.trial
    return told_scenario(
        scenario,
        found.grade,
        reference=trial.reference,
        findings=map(_finding, found.findings),
        sent=_calls(trial),
        answers=map(_answer, trial.heard),
        unheard=trial.unheard,
    )


def _finding(one: ScenarioFinding) -> ConformanceFinding:
    return ConformanceFinding(
        check=one.check.value,
        level=one.level.value,
        level_text=LEVELS[one.level],
        met=one.met,
        expected=one.expected,
        got=one.got,
    )


def _calls(trial: Trial) -> Iterator[ConformanceCall]:
    for one in trial.sent:
        yield _call(trial, one)


def _call(trial: Trial, one: SentTrial) -> ConformanceCall:
    step = trial.step(one)
    return ConformanceCall(
        at=one.at,
        webhook_id=one.webhook_id,
        type=step.kind.value,
        round=step.round,
        signed=step.how.value,
        signed_text=HOW_SIGNED[step.how],
        asks=tuple(CHINESE[ask.type] for ask in step.asks),
        status=one.status,
        took_ms=one.ms,
        error=one.error,
        said=one.said,
    )


def _answer(one: Heard) -> ConformanceAnswer:
    return ConformanceAnswer(
        at=one.at,
        webhook_id=one.webhook_id,
        type=one.type.value if one.type else None,
        type_text=CHINESE[one.type] if one.type else None,
        round=one.round,
        decided_at=one.legal,
        documents=one.documents,
        status=one.status,
        code=one.code,
        detail=one.problem,
    )
