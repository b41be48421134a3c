"""The job on DBOS with its SQLite: `python -m infra.bench.peers.dbos_case FOLDER JOB CASES UNDER_WAY`."""

import sys
from time import perf_counter, process_time

from dbos import DBOS, DBOSConfig, SetWorkflowID  # type: ignore[import-not-found]

from infra.bench.peers.job import PeerOffices, PeerOrder, peer_order
from infra.bench.race import Race, RaceFigures

# By default it looks for messages once a second, and a case would take seconds: as often as it is allowed to.
_LOOKS_EVERY = 0.001
_LONGEST = 120.0


def dbos_figures(given: PeerOrder) -> RaceFigures:
    url = f"sqlite:///{given.folder / 'dbos.sqlite'}"
    settings: DBOSConfig = {
        "name": "bench",
        "system_database_url": url,
        "log_level": "ERROR",
        "notification_listener_polling_interval_sec": _LOOKS_EVERY,
    }
    DBOS(config=settings)

    def reply(case: str, to: str, answer: dict[str, str]) -> None:
        race.answering(case)
        DBOS.send(to, answer)

    offices = PeerOffices(reply)

    @DBOS.step()
    def dispatch(case: str, item: str) -> None:
        offices.send(case, item, case)

    @DBOS.workflow()
    def handle(application: dict[str, object]) -> int:
        """Its input and each step are on the disk before what follows; what an item came to is an event of its own."""
        case = str(DBOS.workflow_id)
        granted: list[str] = []
        begun: list[str] = []
        while len(granted) < len(given.job.items):
            for item in given.job.ready(granted, begun):
                dispatch(case, item.code)
                begun.append(item.code)
            answer = DBOS.recv(timeout_seconds=_LONGEST)
            DBOS.set_event(answer["item"], answer)
            granted.append(answer["item"])
        return len(granted)

    def one(number: int) -> str:
        with SetWorkflowID(f"case-{number}"):
            handled = DBOS.start_workflow(handle, given.job.application)
        if handled.get_result(polling_interval_sec=_LOOKS_EVERY) != len(given.job.items):
            raise RuntimeError("not every item was granted")
        return f"case-{number}"

    race = Race(one, stopwatch=perf_counter, processor=process_time)
    DBOS.launch()
    try:
        return race.run(given.cases, given.under_way)
    finally:
        DBOS.destroy()


if __name__ == "__main__":
    told = peer_order(*sys.argv[1:])
    told.tell(dbos_figures(told))
