"""A report that somebody else hands in, told anew: what follows from its findings, and every word of ours in it. Pure."""

from functions.domain.office.conformance.grading import CHECKS, Grade, grade_without
from functions.domain.office.conformance.scenario import Check, How, Scenario, ScenarioKind, ScenarioLevel
from functions.domain.office.conformance.table import SCENARIOS
from functions.usecases.office.conformance.report import (
    HOW_SIGNED,
    LEVELS,
    TrialRun,
    told_scenario,
    whole_report,
)
from schemas.catalogue.item import Item
from schemas.codes import CHINESE, AnswerType
from schemas.office.conformance import (
    ConformanceAnswer,
    ConformanceCall,
    ConformanceFinding,
    ConformanceReport,
    ConformanceScenario,
)


def restated(given: ConformanceReport, item: Item) -> ConformanceReport:
    """Raises ValueError for what no trial could have found."""
    run = TrialRun(given.number, given.target, item, given.began_at, given.ended_at)
    scenarios = zip(given.scenarios, SCENARIOS, strict=True)
    return whole_report(run, tuple(_scenario(one, scenario) for one, scenario in scenarios))


def _scenario(one: ConformanceScenario, scenario: Scenario) -> ConformanceScenario:
    ran = bool(one.findings or one.sent or one.answers)
    wanted = tuple((check.value, level.value) for check, level in scenario.wants) if ran else ()
    if tuple((found.check, found.level) for found in one.findings) != wanted:
        raise ValueError(scenario.code)
    unmet = {ScenarioLevel(found.level) for found in one.findings if not found.met}
    grade = grade_without(unmet) if ran else Grade.NOT_RUN
    return told_scenario(
        scenario,
        grade,
        reference=one.reference if ran else None,
        findings=map(_finding, one.findings),
        sent=map(_call, one.sent),
        answers=map(_answer, one.answers),
        unheard=one.unheard,
    )


def _finding(one: ConformanceFinding) -> ConformanceFinding:
    told = {"level_text": LEVELS[ScenarioLevel(one.level)], "expected": CHECKS[Check(one.check)][0]}
    return one.model_copy(update=told)


def _call(one: ConformanceCall) -> ConformanceCall:
    known = {CHINESE[type_] for type_ in AnswerType}
    told = {
        "type": ScenarioKind(one.type).value,
        "signed_text": HOW_SIGNED[How(one.signed)],
        "asks": tuple(ask for ask in one.asks if ask in known),
    }
    return one.model_copy(update=told)


def _answer(one: ConformanceAnswer) -> ConformanceAnswer:
    return one.model_copy(update={"type_text": CHINESE[AnswerType(one.type)] if one.type else None})
