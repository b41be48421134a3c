"""What every peer is given to do, and the offices that answer it."""

import json
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

OFFICES = 4


@dataclass(frozen=True, slots=True)
class JobItem:
    """`after`: what has to be granted before it is dispatched; the service check is an item like the others."""

    code: str
    department: str
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    items: tuple[JobItem, ...]
    application: dict[str, Any]

    def ready(self, granted: Collection[str], begun: Collection[str]) -> tuple[JobItem, ...]:
        """What nothing stands before any more and nobody has dispatched: of all branches, side by side."""
        return tuple(
            item
            for item in self.items
            if item.code not in begun and all(code in granted for code in item.after)
        )


@dataclass(frozen=True, slots=True)
class PeerOrder:
    """One measurement, as the command line says it."""

    folder: Path
    job: Job
    cases: int
    under_way: int

    def tell(self, figures: object) -> None:
        sys.stdout.write(json.dumps(figures) + "\n")


def peer_order(folder: str, job: str, cases: str, under_way: str) -> PeerOrder:
    told = json.loads(Path(job).read_text("utf-8"))
    items = tuple(JobItem(i["code"], i["department"], tuple(i["after"])) for i in told["items"])
    return PeerOrder(Path(folder), Job(items, told["application"]), int(cases), int(under_way))


class PeerOffices:
    """Answer from threads of their own what they were sent: `reply` hands the answer to the engine."""

    def __init__(self, reply: Callable[[str, str, dict[str, str]], None]) -> None:
        self._reply = reply
        self._received: SimpleQueue[tuple[str, str, str] | None] = SimpleQueue()
        self._threads = [
            Thread(target=self._work, name=f"office-{number}", daemon=True) for number in range(OFFICES)
        ]
        for thread in self._threads:
            thread.start()

    def send(self, case: str, item: str, to: str) -> None:
        """`to`: where the engine takes the answer."""
        self._received.put((case, item, to))

    def close(self) -> None:
        for _ in self._threads:
            self._received.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while received := self._received.get():
            case, item, to = received
            self._reply(case, to, {"type": "granted", "item": item, "result": "办结通知书"})
