"""Sends the offices' answers, each again until the server took it, over its absence and our own restarts; and fetches the
files that applicants brought late.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import urllib3
from standardwebhooks import Webhook

from infra.sandbox.answers import TO_UPLOAD
from infra.sandbox.record import LateFile, Outgoing, SandboxRecord
from infra.sandbox.uploading import fetched, putting_by, with_document
from schemas.codes import Department

_BATCH = 64
_THREADS = 8
_TIMEOUT_SECONDS = 10.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 3.0
FULL_PAUSE_SECONDS = 1.0
# How long the sender rests at most when nothing is due.
REST_SECONDS = 5.0
_AGAIN = frozenset({408, 425, 429})
NOBODY, _UNSIGNED = 0, 401
# A server's Retry-After is kept so far.
LONGEST_WISH_SECONDS = 60.0
# A clock that went on by more than a call can take was moved meanwhile.
_MOVED_SECONDS = 60.0
FORGERS_KEY = "whsec_" + "Zm9yZ2Vk" * 4


@dataclass(frozen=True, slots=True)
class _Taken:
    """How an attempt ended: `status` is the server's, or NOBODY; `retry_after` its wish, in seconds."""

    status: int
    retry_after: float = 0.0


def worth_repeating(status: int) -> bool:
    return status == NOBODY or status >= 500 or status in _AGAIN


def pause_after(attempts: int) -> float:
    return float(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempts, 10)))


class Sender:
    """`run` belongs in a thread of its own; `nudge` wakes it; `stop` ends it after the answers under way."""

    def __init__(
        self,
        record: SandboxRecord,
        keys: Mapping[Department, str],
        *,
        server: str,
        clock: Callable[[], float],
    ) -> None:
        self._record, self._keys, self._server, self._clock = record, keys, server, clock
        self._awake = threading.Event()
        self._stopped = False
        self._http = urllib3.PoolManager(maxsize=_THREADS, retries=False, timeout=_TIMEOUT_SECONDS)

    def nudge(self) -> None:
        self._awake.set()

    def stop(self) -> None:
        self._stopped = True
        self._awake.set()

    def run(self) -> None:
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="answers") as pool:
            while not self._stopped:
                self._awake.clear()
                try:
                    list(pool.map(self._offer, self._record.due(self._clock(), limit=_BATCH)))
                    list(pool.map(self._fetch, self._record.files_due(self._clock())))
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
        key = self._keys[Department(answer.department)]
        body = self._with_document(answer, key)
        if body is None:
            self._record.postpone(answer, until=self._clock() + LONGEST_PAUSE_SECONDS)
            return
        if not self._record.begin(answer, body):
            return
        ready = replace(answer, body=body)
        if answer.forged and not answer.attempts:
            self._post(ready, key=FORGERS_KEY)
        last = [self._post(ready, key=key) for _ in range(answer.copies)][-1]
        now = self._clock()
        if worth_repeating(last.status) and now < answer.give_up:
            self._record.postpone(answer, until=now + max(pause_after(answer.attempts), last.retry_after))
        else:
            self._record.settle(answer, status=last.status)

    def _fetch(self, file: LateFile) -> None:
        now = self._clock()
        if fetched(self._http, file.href, file.sha256):
            self._record.fetch_done(file, fetched=True)
        elif now >= file.give_up:
            self._record.fetch_done(file, fetched=False)
        else:
            self._record.fetch_later(file, until=now + LONGEST_PAUSE_SECONDS)

    def _with_document(self, answer: Outgoing, key: str) -> str | None:
        if TO_UPLOAD not in answer.body:
            return answer.body
        about = json.loads(answer.body)
        place = f"documents/{about['reference']}/{about['item']}"

        def post(path: str, body: bytes) -> tuple[int, dict[str, Any]]:
            # The address alone names case and item, and the signature does not cover it; the id does.
            named = f"{about['reference']}/{about['item']}/{answer.id}"
            answered = self._signed(f"{answer.department}/{place}{path}", named, body, key)
            return answered.status, answered.json()

        try:
            return with_document(answer.body, post, putting_by(self._http))
        except (urllib3.exceptions.HTTPError, ValueError, KeyError):
            return None

    def _post(self, answer: Outgoing, *, key: str) -> _Taken:
        """Where the sandbox's clock was moved while it was on its way, its time was wrong: once more."""
        began = self._clock()
        taken = self._posted(answer, key)
        if taken.status == _UNSIGNED and self._clock() - began > _MOVED_SECONDS:
            return self._posted(answer, key)
        return taken

    def _posted(self, answer: Outgoing, key: str) -> _Taken:
        """Every attempt is signed anew: a signature is good for five minutes only."""
        try:
            said = self._signed(f"{answer.department}/answers", answer.id, answer.body.encode(), key)
        except urllib3.exceptions.HTTPError:
            return _Taken(NOBODY)
        wished = said.headers.get("Retry-After", "")
        return _Taken(
            int(said.status), min(float(wished), LONGEST_WISH_SECONDS) if wished.isdecimal() else 0.0
        )

    def _signed(self, path: str, id_: str, body: bytes, key: str) -> urllib3.BaseHTTPResponse:
        now = datetime.fromtimestamp(self._clock(), UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(key).sign(id_, now, body.decode()),
        }
        url = f"{self._server}/v1/departments/{path}"
        return self._http.request("POST", url, body=body, headers=headers)
