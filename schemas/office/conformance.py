"""The report of a run of trials against a department's program (联调报告): what was sent, what was expected, what came."""

from typing import Literal

from schemas.codes import Department
from schemas.wire import Instant, Wire

ReportGrade = Literal["passed", "advised", "failed", "not_run"]


class ConformanceFinding(Wire):
    """One thing that was looked at. `got`: what came; where it is not `met`, what of it is wrong."""

    check: str
    level: Literal["must", "should"]
    level_text: str
    met: bool
    expected: str
    got: str


class ConformanceCall(Wire):
    """One message to the program. `signed`: how; `asks`: the answers that it asked for; `status`: null where no answer came
    in time, and `error` says of what kind that was."""

    at: Instant
    webhook_id: str
    type: str
    round: int
    signed: str
    signed_text: str
    asks: tuple[str, ...]
    status: int | None
    took_ms: int
    error: str | None
    said: str | None


class ConformanceAnswer(Wire):
    """One answer of the program. `type` and what follows: null of a body that could not be read or that nobody may have
    signed. `decided_at`: the time that it names itself; `status` and `code`: what it was told."""

    at: Instant
    webhook_id: str
    type: str | None
    type_text: str | None
    round: int | None
    decided_at: Instant | None
    documents: int
    status: int
    code: str | None
    problem: str | None


class ConformanceScenario(Wire):
    """`advised`: only what should be so is not. `unheard`: so many calls of the program were too many to be kept."""

    code: str
    title: str
    title_en: str
    about: str
    reference: str | None
    grade: ReportGrade
    grade_text: str
    why: str | None
    findings: tuple[ConformanceFinding, ...]
    sent: tuple[ConformanceCall, ...]
    answers: tuple[ConformanceAnswer, ...]
    unheard: int


class ConformanceReport(Wire):
    """`version` is that of the trials and grades; `target`: the address that was tried, without what follows a `?`."""

    version: str
    number: str
    target: str
    department: Department
    department_text: str
    item: str
    item_name: str
    began_at: Instant
    ended_at: Instant
    passed: int
    advised: int
    failed: int
    not_run: int
    conforms: bool
    verdict: str
    scenarios: tuple[ConformanceScenario, ...]


class ConformanceKeptView(Wire):
    """`id`: of the report where it is kept; `kept_at`: when it was handed in first."""

    id: str
    number: str
    kept_at: Instant
    verdict: str
