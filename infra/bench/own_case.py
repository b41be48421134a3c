"""Ours in the race: `python -m infra.bench.own_case FOLDER JOB CASES UNDER_WAY`. The job is the sample application itself."""

import sys
from pathlib import Path
from threading import Event
from time import perf_counter, process_time

from functions.usecases.intake.submit import submit
from infra.bench.crowd import PATIENCE, Stalled, of_made_up
from infra.bench.offices import ProcessOffices, outcome_only
from infra.bench.peers.job import PeerOrder, peer_order
from infra.bench.race import Race, RaceFigures, uncounted
from infra.bench.stage import OFFICE_THREADS, BenchStage
from infra.console.application import SAMPLE
from infra.embedded.one_core import compute_cheaply
from infra.embedded.settings import Settings
from schemas.form.application import Application
from schemas.office.dispatches import Dispatch


def cases_in_all(given: PeerOrder) -> int:
    """With those that are not counted."""
    return given.cases + uncounted(given.under_way)


class RaceOffices(ProcessOffices):
    """Told of each answer that is about to be handed over."""

    def __init__(self) -> None:
        self.race: Race | None = None
        super().__init__(outcome_only, threads=OFFICE_THREADS)

    def telling(self, dispatch: Dispatch) -> None:
        if self.race:
            self.race.answering(dispatch.reference)


class Closings:
    """Who waits for which case to be closed; it may be closed before anybody waits."""

    def __init__(self) -> None:
        self._closed: dict[str, Event] = {}

    def of(self, case_id: str) -> Event:
        return self._closed.setdefault(case_id, Event())

    def note(self, function: str, case_id: str) -> None:
        if function == "close_case":
            self.of(case_id).set()

    def wait(self, case_id: str) -> None:
        """Raises Stalled."""
        if not self.of(case_id).wait(PATIENCE):
            raise Stalled(case_id)
        del self._closed[case_id]


def own_figures(given: PeerOrder) -> RaceFigures:
    application = Application.model_validate_json(SAMPLE.read_text("utf-8"))
    closings, offices = Closings(), RaceOffices()
    stage = BenchStage(Path(given.folder), habit=outcome_only, done=closings.note, offices=offices)
    stage.sweep_regularly()

    # Made before the race: no other engine makes up a person for each case.
    everybody = [of_made_up(application, number) for number in range(cases_in_all(given))]

    def one(number: int) -> str:
        form, by = everybody[number]
        submission = submit(form, by=by, key=f"bench-{number}", deps=stage.deps)
        closings.wait(submission.case_id)
        return submission.reference

    offices.race = Race(one, stopwatch=perf_counter, processor=process_time)
    try:
        return offices.race.run(given.cases, given.under_way)
    finally:
        stage.close()


if __name__ == "__main__":
    told = peer_order(*sys.argv[1:])
    compute_cheaply(Settings(told.folder))
    told.tell(own_figures(told))
