"""The report of a run of trials against a department's program (联调报告): what was sent, what was expected, what came."""

from typing import Annotated, Literal

from schemas.codes import Department
from schemas.plain_text import ON_ARRIVAL, PARAGRAPHS
from schemas.wire import Instant, Wire

ReportGrade = Literal["passed", "advised", "failed", "not_run"]
# Shown to operators: it may hold what turns the line no more than anything that people write; nothing may have been said.
_Text = Annotated[str, ON_ARRIVAL, PARAGRAPHS] | Literal[""]


class ConformanceFinding(Wire):
    """One thing that was looked at. `got`: what came; where it is not `met`, what of it is wrong."""

    check: _Text
    level: Literal["must", "should"]
    level_text: _Text
    met: bool
    expected: _Text
    got: _Text


class ConformanceCall(Wire):
    """One message to the program. `signed`: how; `asks`: the answers that it asked for; `status`: null where no answer came
    in time, and `error` says of what kind that was."""

    at: Instant
    webhook_id: _Text
    type: _Text
    round: int
    signed: _Text
    signed_text: _Text
    asks: tuple[_Text, ...]
    status: int | None
    took_ms: int
    error: _Text | None
    said: _Text | None


class ConformanceAnswer(Wire):
    """One answer of the program. `type` and what follows: null of a body that could not be read or that nobody may have
    signed. `decided_at`: the time that it names itself; `status` and `code`: what it was told."""

    at: Instant
    webhook_id: _Text
    type: _Text | None
    type_text: _Text | None
    round: int | None
    decided_at: Instant | None
    documents: int
    status: int
    code: _Text | None
    detail: _Text | None


class ConformanceScenario(Wire):
    """`advised`: only what should be so is not. `unheard`: so many calls of the program were too many to be kept."""

    code: _Text
    title: _Text
    title_en: _Text
    about: _Text
    reference: _Text | None
    grade: ReportGrade
    grade_text: _Text
    why: _Text | None
    findings: tuple[ConformanceFinding, ...]
    sent: tuple[ConformanceCall, ...]
    answers: tuple[ConformanceAnswer, ...]
    unheard: int


class ConformanceReport(Wire):
    """`version` is that of the trials and grades; `target`: the address that was tried, without what follows a `?`."""

    version: _Text
    number: _Text
    target: _Text
    department: Department
    department_text: _Text
    item: _Text
    item_name: _Text
    began_at: Instant
    ended_at: Instant
    passed: int
    advised: int
    failed: int
    not_run: int
    conforms: bool
    verdict: _Text
    scenarios: tuple[ConformanceScenario, ...]


class ConformanceKeptView(Wire):
    """`id`: of the report where it is kept; `kept_at`: when it was handed in first."""

    id: str
    number: str
    kept_at: Instant
    verdict: str
