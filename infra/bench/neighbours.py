"""Five departments, the offices of one of them in trouble: how long the items of the other four take, and what it costs."""

import socketserver
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Condition, Event, Thread
from time import perf_counter

from functions import bootstrap
from functions.adapters.outward.gateway import HttpGateway
from functions.ports.offices import Office
from functions.usecases.intake.submit import submit
from infra.bench.crowd import PATIENCE, Stalled, of_made_up
from infra.bench.figures import memory
from infra.bench.offices import ProcessOffices, outcome_only
from infra.bench.stage import OFFICE_THREADS, BenchStage
from infra.console.application import SAMPLE
from infra.embedded.secrets import FileSecrets
from schemas.codes import Department
from schemas.form.application import Application
from schemas.office.dispatches import Dispatch, Message

IN_TROUBLE = Department.PUBLIC_SECURITY
# Of the twelve items of the sample, and its service check: those that no office in trouble has a part in.
OTHERS = 12 - 3 + 1
NEIGHBOUR_KINDS = ("well", "dripping", "silent", "unavailable")
SAYS: Mapping[str, bytes] = {
    "dripping": b"HTTP/1.1 200 OK\r\nx-slow: ",
    "silent": b"",
    "unavailable": b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
}
DRIP_SECONDS = 1.5


class Neighbours(ProcessOffices):
    """All offices answer, except those of `IN_TROUBLE`, which are called over HTTP at `endpoint`, if there is one."""

    def __init__(self, gateway: HttpGateway, endpoint: str | None) -> None:
        self._gateway, self._endpoint = gateway, endpoint
        self.answered = 0
        self._changed = Condition()
        super().__init__(outcome_only, threads=OFFICE_THREADS)

    def send(self, office: Office, message: Message, *, key: str) -> None:
        if office.department is IN_TROUBLE and self._endpoint:
            self._gateway.send(replace(office, endpoint=self._endpoint), message, key=key)
        else:
            super().send(office, message, key=key)

    def told(self, dispatch: Dispatch) -> None:
        with self._changed:
            self.answered += dispatch.department is not IN_TROUBLE
            self._changed.notify_all()

    def wait(self, count: int) -> None:
        """Until so many items of the others are answered. Raises Stalled."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.answered >= count, PATIENCE):
                raise Stalled(f"{self.answered} of {count}")


def neighbours(folder: Path, cases: int) -> Mapping[str, float]:
    """`…_ratio`: how much longer the others' items take than while everybody is well; `…_mb`: what the process grew by."""
    runs = {kind: _run(folder / kind, cases, kind) for kind in NEIGHBOUR_KINDS}
    well, _ = runs["well"]
    ratios = {f"{kind}_ratio": seconds / well for kind, (seconds, _) in runs.items() if kind != "well"}
    grown = {f"{kind}_mb": grown / 1024 / 1024 for kind, (_, grown) in runs.items()}
    return {"items": cases * 12, "well_seconds": well, **ratios, **grown}


def _run(folder: Path, cases: int, kind: str) -> tuple[float, int]:
    folder.mkdir(parents=True, exist_ok=True)
    before = memory()
    application = Application.model_validate_json(SAMPLE.read_text("utf-8"))
    with _peer(kind) as endpoint:
        gateway = HttpGateway(FileSecrets(folder / "secrets.json"), clock=bootstrap.now)
        offices = Neighbours(gateway, endpoint)
        stage = BenchStage(folder, habit=outcome_only, done=lambda _function, _case: None, offices=offices)
        stage.sweep_regularly()
        began = perf_counter()
        for number in range(cases):
            form, by = of_made_up(application, number)
            submit(form, by=by, key=f"bench-{number}", deps=stage.deps)
        try:
            offices.wait(cases * OTHERS)
            return perf_counter() - began, memory() - before
        finally:
            stage.close()
            gateway.close()


@contextmanager
def _peer(kind: str) -> Iterator[str | None]:
    """The address of an office of that kind; None for one that is well."""
    if kind == "well":
        yield None
        return
    over, said = Event(), SAYS[kind]

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.recv(65536)
                self.request.sendall(said)
                while kind != "unavailable" and not over.wait(DRIP_SECONDS):
                    self.request.sendall(b"x" if said else b"")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/items"
        finally:
            over.set()
            server.shutdown()
            serving.join(10)
