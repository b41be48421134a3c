"""The job on Restate: `python -m infra.bench.peers.restate_case FOLDER JOB CASES UNDER_WAY branches|one`, its server in
RESTATE_SERVER.
"""

import asyncio
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import restate  # type: ignore[import-not-found]
from hypercorn.asyncio import serve  # type: ignore[import-not-found]
from hypercorn.config import Config  # type: ignore[import-not-found]

from infra.bench.peers.job import PeerOffices, PeerOrder, peer_order
from infra.bench.race import Race, RaceFigures

_STARTS_WITHIN = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Unanswered(Exception):
    """The server said something else than yes."""


class Ingress:
    """Each thread keeps a connection of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._own = threading.local()

    def post(self, path: str, body: Any) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        self._own.connection.request(
            "POST", path, json.dumps(body).encode(), {"content-type": "application/json"}
        )
        answer = self._own.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise Unanswered(f"{path}: {answer.status} {text[:200]!r}")
        return json.loads(text) if text else None


class RestateServer:
    """restate-server as it comes, of this folder and these ports."""

    def __init__(self, folder: Path) -> None:
        self.ingress, self.admin, self._node = _free_ports(3)
        settings = {
            "RESTATE_INGRESS__BIND_PORT": str(self.ingress),
            "RESTATE_ADMIN__BIND_PORT": str(self.admin),
            "RESTATE_BIND_PORT": str(self._node),
            "RESTATE_BIND_IP": "127.0.0.1",
            "RESTATE_LISTEN_MODE": "tcp",
            "RESTATE_DISABLE_TELEMETRY": "true",
            "RUST_LOG": "error",
        }
        words = [os.environ["RESTATE_SERVER"], "--base-dir", str(folder), "--no-logo"]
        self._process = subprocess.Popen(
            words, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def processor(self) -> float:
        """Seconds of the processor that it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def know(self, service: str) -> None:
        """Tell it of our handlers, as soon as it listens."""
        until = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                Ingress(self.admin).post("/deployments", {"uri": service})
            except (OSError, Unanswered):
                if time.monotonic() > until:
                    raise
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.1)
            else:
                return

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)


def in_branches(given: PeerOrder, offices: PeerOffices) -> Any:
    """As ours: five branches side by side, each item on its own in one of them, in trouble too."""
    case = restate.Workflow("case")

    @case.main()
    async def handle(ctx: restate.WorkflowContext, application: dict[str, Any]) -> int:
        ctx.set("application", application)
        departments = sorted({item.department for item in given.job.items})
        branches = [ctx.workflow_call(branch, key=ctx.key(), arg=department) for department in departments]
        counts = [await branch for branch in await restate.gather(*branches)]
        ctx.set("granted", sum(counts))
        return sum(counts)

    @case.handler()
    async def branch(ctx: restate.WorkflowSharedContext, department: str) -> int:
        held = [item for item in given.job.items if item.department == department]
        await restate.gather(*(ctx.workflow_call(item_of, key=ctx.key(), arg=item.code) for item in held))
        return len(held)

    @case.handler()
    async def item_of(ctx: restate.WorkflowSharedContext, code: str) -> None:
        """Its durable promise is what became of it: others wait for it, and it can be read for as long as the case."""
        (item,) = (item for item in given.job.items if item.code == code)
        await restate.gather(*(ctx.promise(before).value() for before in item.after))
        where, answered = ctx.awakeable()
        await ctx.run_typed("dispatch", _told(offices, ctx.key(), code, where))
        await ctx.promise(code).resolve(await answered)

    return restate.app(services=[case], protocol="bidi")


def in_one(given: PeerOrder, offices: PeerOffices) -> Any:
    """The least that it can be done with: one handler looks after all items; one in trouble holds up all others."""
    case = restate.Workflow("case")

    @case.main()
    async def handle(ctx: restate.WorkflowContext, application: dict[str, Any]) -> int:
        ctx.set("application", application)
        granted: list[str] = []
        waiting: dict[str, Any] = {}
        while len(granted) < len(given.job.items):
            sent = []
            for item in given.job.ready(granted, (*granted, *waiting)):
                where, waiting[item.code] = ctx.awakeable()
                sent.append(ctx.run_typed("dispatch", _told(offices, ctx.key(), item.code, where)))
            await restate.gather(*sent)
            done, _ = await restate.wait_completed(*waiting.values())
            for answered in done:
                answer = await answered
                ctx.set(answer["item"], answer)
                granted.append(answer["item"])
                del waiting[answer["item"]]
        return len(granted)

    return restate.app(services=[case], protocol="bidi")


def _told(offices: PeerOffices, case: str, item: str, where: str) -> Any:
    def dispatch() -> None:
        offices.send(case, item, where)

    return dispatch


HANDLERS = {"branches": in_branches, "one": in_one}


def restate_figures(given: PeerOrder, kind: str) -> RaceFigures:
    server = RestateServer(given.folder)
    ingress = Ingress(server.ingress)

    def reply(case: str, to: str, answer: dict[str, str]) -> None:
        race.answering(case)
        ingress.post(f"/restate/awakeables/{to}/resolve", answer)

    def one(number: int) -> str:
        granted = ingress.post(f"/case/case-{number}/handle", given.job.application)
        if granted != len(given.job.items):
            raise RuntimeError("not every item was granted")
        return f"case-{number}"

    race = Race(one, stopwatch=perf_counter, processor=lambda: process_time() + server.processor())
    try:
        server.know(_serving(HANDLERS[kind](given, PeerOffices(reply))))
        return race.run(given.cases, given.under_way)
    finally:
        server.close()


def _serving(app: Any) -> str:
    """The address at which the handlers are served from now on, in a thread of their own."""
    (port,) = _free_ports(1)
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.h2_max_concurrent_streams = 1000

    async def forever() -> None:
        await asyncio.Event().wait()

    def work() -> None:
        asyncio.run(serve(app, config, shutdown_trigger=forever))

    threading.Thread(target=work, name="handlers", daemon=True).start()
    return f"http://127.0.0.1:{port}"


def _free_ports(count: int) -> tuple[int, ...]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return tuple(one.getsockname()[1] for one in sockets)
    finally:
        for one in sockets:
            one.close()


if __name__ == "__main__":
    *words, kind_asked = sys.argv[1:]
    told = peer_order(*words)
    told.tell(restate_figures(told, kind_asked))
