"""Every number that one server tells: its name on AWS, or its own, and how Prometheus has it (docs/metrics.md)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

_WORD = re.compile(r"(?<!^)(?=[A-Z])")
Labels = tuple[str, ...]
DEPARTMENTAL: Labels = ("department", "city")


@dataclass(frozen=True, slots=True)
class Metric:
    """`labels`: the dimensions on AWS but for the stage, which is Prometheus' own affair (`job`, `instance`)."""

    name: str
    says: str
    labels: Labels = ()
    kind: Literal["counter", "gauge", "histogram"] = "counter"

    @property
    def prometheus(self) -> str:
        """As its series are called; of a histogram without _bucket, _sum and _count."""
        plain = f"lianban_{_WORD.sub('_', self.name).lower()}"
        return f"{plain}_total" if self.kind == "counter" else plain


ON_AWS_TOO = (
    Metric("Submissions", "cases opened", ("city",)),
    Metric("ClosedCases", "cases closed", ("city",)),
    Metric("Dispatches", "rounds that an office has acknowledged", DEPARTMENTAL),
    Metric("Answers", "answers recorded", DEPARTMENTAL),
    Metric("RefusedAnswers", "authentic answers that came too late or out of place", DEPARTMENTAL),
    Metric("Corrections", "corrections answered by the applicant", DEPARTMENTAL),
    Metric("Contests", "service checks that the applicant contested", DEPARTMENTAL),
    Metric("ContestsLapsed", "service checks that were not contested in time", DEPARTMENTAL),
    Metric("Incidents", "items that came to need an operator", DEPARTMENTAL),
    Metric("Overdue", "items that passed their due time", DEPARTMENTAL),
    Metric("Reminders", "reminders sent to offices", DEPARTMENTAL),
    Metric("Silent", "items of which the office has said nothing for too long", DEPARTMENTAL),
    Metric("Lapsed", "corrections that the applicant missed", DEPARTMENTAL),
    Metric("Unavailable", "rounds that met a department in trouble", DEPARTMENTAL),
    Metric("RefusedSignatures", "inbound webhooks without an authentic signature", ("department",)),
    Metric("SweepRan", "sweeps that ended"),
    Metric("CasesLookedAt", "cases of which something was due"),
    Metric("Repairs", "repairs done"),
    Metric("RepairFailures", "repairs that stay owed"),
    # A sweep looks at a case for five seconds of minutes: a reading in between would pass by what only that one said.
    Metric("SilentLoss", "items met that are neither final, nor open and on time, nor shown; must be 0"),
    Metric("CasesSetBack", "cases that the sweep could not look at", kind="gauge"),
    Metric(
        "OfficesDown", "offices that are tried and have not answered for a quarter of an hour", kind="gauge"
    ),
    Metric("OldestOwedRepairSeconds", "how late the last sweep came to the oldest thing owed", kind="gauge"),
    Metric("CalendarDays", "for how many days more the days off are known", kind="gauge"),
)
# What other services of AWS count there.
OF_ONE_SERVER = (
    Metric("Requests", "requests answered", ("method", "route", "status")),
    # By itself, for it is there from the start: of a series that begins with its first error no rise is seen.
    Metric("ServerErrors", "requests answered with a status of 500 or more"),
    Metric("RequestSeconds", "from a whole request to its answer", ("route",), "histogram"),
    Metric("SweepErrors", "sweeps that failed"),
    Metric("RunsEndedBadly", "runs of the state machine that failed; their cases go on in new ones"),
)
METRICS_BY_NAME: Mapping[str, Metric] = {one.name: one for one in (*ON_AWS_TOO, *OF_ONE_SERVER)}
