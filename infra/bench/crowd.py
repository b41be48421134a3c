"""Applicants: they submit the sample application, a bounded number of cases under way, and see each one arrive."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition

from functions.domain.case.access import Principal
from functions.ports.deps import Deps
from functions.usecases.intake.submit import submit
from infra.console.application import SAMPLE
from infra.embedded.citizens import citizen
from schemas.codes import Role
from schemas.form.application import Application

_SUBMITTERS = 4
UNDER_WAY = 32
# Without any progress for so many seconds something is broken.
PATIENCE = 120.0

# Seconds, from any beginning.
Stopwatch = Callable[[], float]


def of_made_up(application: Application, number: int) -> tuple[Application, Principal]:
    """The same, of another made-up citizen, and whoever sends it."""
    who = citizen(number)
    person = application.person.model_copy(update={"id_number": who.id_number})
    by = Principal("applicant-1", Role.APPLICANT, person=who)
    return application.model_copy(update={"person": person}), by


class Stalled(Exception):
    """Cases stopped moving: how many had arrived, of how many."""


class Arrivals:
    """A case arrives once `steps` of its tasks have returned; only those of `functions` count, if any are named."""

    def __init__(self, steps: int, *, stopwatch: Stopwatch, functions: frozenset[str] = frozenset()) -> None:
        self.at: dict[str, float] = {}
        self._steps = steps
        self._stopwatch = stopwatch
        self._functions = functions
        self._taken: Counter[str] = Counter()
        self._changed = Condition()

    def note(self, function: str, case_id: str) -> None:
        if self._functions and function not in self._functions:
            return
        with self._changed:
            self._taken[case_id] += 1
            if self._taken[case_id] == self._steps:
                del self._taken[case_id]
                self.at[case_id] = self._stopwatch()
                self._changed.notify_all()

    def wait(self, count: int) -> None:
        """Until `count` cases have arrived. Raises Stalled."""
        with self._changed:
            while (before := len(self.at)) < count:
                if not self._changed.wait(PATIENCE) and len(self.at) == before:
                    raise Stalled(f"{before} of {count}")


class CrowdTimes:
    """`began` is when each case was about to be submitted, `submitting` how long each submission took, in seconds."""

    def __init__(self, deps: Deps, arrivals: Arrivals, *, stopwatch: Stopwatch) -> None:
        self.began: dict[str, float] = {}
        self.submitting: list[float] = []
        self._deps = deps
        self._arrivals = arrivals
        self._stopwatch = stopwatch
        self._application = Application.model_validate_json(SAMPLE.read_text("utf-8"))

    def submit(self, count: int) -> None:
        """`count` cases, each under a key of its own; returns when all of them have arrived. Raises Stalled."""
        with ThreadPoolExecutor(_SUBMITTERS, thread_name_prefix="applicant") as applicants:
            for done in applicants.map(self._submit, range(count)):
                self.submitting.append(done)
        self._arrivals.wait(count)

    def _submit(self, number: int) -> float:
        """One case more once all but the last UNDER_WAY have arrived: what is measured is work, not standing in line."""
        self._arrivals.wait(number + 1 - UNDER_WAY)
        began = self._stopwatch()
        application, by = of_made_up(self._application, number)
        submission = submit(application, by=by, key=f"bench-{number}", deps=self._deps)
        self.began[submission.case_id] = began
        return self._stopwatch() - began

    def durations(self) -> list[float]:
        """Seconds from submission to arrival, of each case."""
        return [arrived - self.began[case_id] for case_id, arrived in self._arrivals.at.items()]
