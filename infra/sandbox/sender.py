"""Sends the offices' answers, each again until the server took it, over its absence and our own restarts."""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import urllib3
from standardwebhooks import Webhook

from infra.sandbox.record import Outgoing, Record
from schemas.codes import Department

BATCH = 64
THREADS = 8
TIMEOUT_SECONDS = 10.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 3.0
FULL_PAUSE_SECONDS = 1.0
# How long the sender rests at most when nothing is due.
REST_SECONDS = 5.0
AGAIN = frozenset({408, 425, 429})
NOBODY = 0
FORGERS_KEY = "whsec_" + "Zm9yZ2Vk" * 4


def worth_repeating(status: int) -> bool:
    return status == NOBODY or status >= 500 or status in AGAIN


def pause(attempts: int) -> float:
    return float(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempts, 10)))


class Sender:
    """`run` belongs in a thread of its own; `nudge` wakes it; `stop` ends it after the answers under way."""

    def __init__(
        self, record: Record, keys: Mapping[Department, str], *, server: str, clock: Callable[[], float]
    ) -> None:
        self._record, self._keys, self._server, self._clock = record, keys, server, clock
        self._awake = threading.Event()
        self._stopped = False
        self._http = urllib3.PoolManager(maxsize=THREADS, retries=False, timeout=TIMEOUT_SECONDS)

    def nudge(self) -> None:
        self._awake.set()

    def stop(self) -> None:
        self._stopped = True
        self._awake.set()

    def run(self) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="answers") as pool:
            while not self._stopped:
                self._awake.clear()
                try:
                    list(pool.map(self._offer, self._record.due(self._clock(), limit=BATCH)))
                    rest = self._rest()
                except sqlite3.OperationalError:
                    # The disk is full: what could not be noted is still due.
                    rest = FULL_PAUSE_SECONDS
                self._awake.wait(rest)
        self._http.clear()

    def _rest(self) -> float:
        due = self._record.next_due()
        return REST_SECONDS if due is None else min(REST_SECONDS, max(0.0, due - self._clock()))

    def _offer(self, answer: Outgoing) -> None:
        if answer.forged and not answer.attempts:
            self._post(answer, key=FORGERS_KEY)
        statuses = [
            self._post(answer, key=self._keys[Department(answer.department)]) for _ in range(answer.copies)
        ]
        now = self._clock()
        if worth_repeating(statuses[-1]) and now < answer.give_up:
            self._record.postpone(answer, until=now + pause(answer.attempts))
        else:
            self._record.settle(answer, status=statuses[-1])

    def _post(self, answer: Outgoing, *, key: str) -> int:
        """The status, or NOBODY. Every attempt is signed anew: a signature is good for five minutes only."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": answer.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(key).sign(answer.id, now, answer.body),
        }
        url = f"{self._server}/v1/departments/{answer.department}/answers"
        try:
            return int(self._http.request("POST", url, body=answer.body.encode(), headers=headers).status)
        except urllib3.exceptions.HTTPError:
            return NOBODY
