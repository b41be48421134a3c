"""Made-up people who apply to a machine that may be dead at any moment."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import urllib3

from infra.console.follow import APPLICANT
from infra.embedded.citizens import of_citizen
from tests.support.machine import SAMPLE, Document, Machine

SUBMITTERS = 6


class People:
    """Each submits under a key of their own, again and again until they are given their case."""

    def __init__(self, machine: Machine, items: tuple[str, ...] = ()) -> None:
        self._machine, self._items = machine, items
        self._http = urllib3.PoolManager(maxsize=SUBMITTERS, retries=False, timeout=10.0)
        self.cases: dict[int, Document] = {}
        self.refused: Counter[int] = Counter()

    def submit(self, number: int, *, patience: float = 600) -> None:
        pause, end = Event(), time.monotonic() + patience
        form = json.loads(of_citizen(SAMPLE, number))
        body = json.dumps({**form, **({"items": self._items} if self._items else {})}).encode()
        while time.monotonic() < end:
            if self._taken(number, body):
                return
            pause.wait(0.1)

    def _taken(self, number: int, body: bytes) -> bool:
        try:
            headers = {
                "Authorization": f"Bearer {self._machine.token(APPLICANT, citizen=number)}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"drill-{number:06}",
            }
            url = f"{self._machine.client.server}/v1/cases"
            answer = self._http.request("POST", url, headers=headers, body=body)
        except (urllib3.exceptions.HTTPError, ValueError, KeyError):
            # The server is just dead.
            return False
        if answer.status == 202:
            self.cases[number] = answer.json()
            return True
        self.refused[answer.status] += 1
        return False

    def submit_all(self, numbers: Iterable[int], meanwhile: Callable[[], None] = lambda: None) -> None:
        with ThreadPoolExecutor(SUBMITTERS) as pool:
            taken = [pool.submit(self.submit, number) for number in numbers]
            meanwhile()
            for one in taken:
                one.result()
