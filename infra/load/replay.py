"""A locustfile (build/load has Locust): sends prepared requests, one a line, each when it is due, whatever came of others.

It knows nothing of the system but what stands in the lines, and notes of each answer what came and after how long, and of
each request how much too late it was sent.
"""

import json
import os
import time
from collections import deque
from pathlib import Path
from typing import Any

import gevent.event  # type: ignore[import-untyped]
from locust import HttpUser, constant, events, task  # type: ignore[import-not-found]
from locust.exception import StopUser  # type: ignore[import-not-found]
from requests.adapters import HTTPAdapter

_REQUESTS: deque[str] = deque(Path(os.environ["LOAD_REQUESTS"]).read_text("utf-8").splitlines())
_TAKEN: list[dict[str, Any]] = []
_TIMEOUT = 40.0
# When the first may be sent: once every caller is there.
_BEGUN = gevent.event.AsyncResult()


class _FromAddress(HTTPAdapter):
    """Each caller has an address of its own on the loopback network, as clerks and applicants have."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named, source_address=(self._address, 0))


class Caller(HttpUser):
    """Takes the next request and waits until it is due. Locust's own pacing counts from when a caller was made: callers that
    begin one after the other send together from their second request on.
    """

    wait_time = constant(0)
    _callers = 0

    def on_start(self) -> None:
        Caller._callers = number = Caller._callers + 1
        high, low = divmod(number, 250)
        self.client.mount("http://", _FromAddress(f"127.1.{high + 1}.{low + 1}"))

    @task
    def send(self) -> None:
        begun = _BEGUN.get()
        if not _REQUESTS:
            raise StopUser
        line = json.loads(_REQUESTS.popleft())
        due = begun + line["due"]
        gevent.sleep(max(due - time.monotonic(), 0))
        sent = time.monotonic()
        self.client.request(
            line["method"],
            line["path"],
            headers=line["headers"],
            data=line["body"].encode() if line["body"] is not None else None,
            name=line["kind"],
            context={"key": line["key"], "at": sent - begun, "late_ms": (sent - due) * 1000},
            allow_redirects=False,
            timeout=_TIMEOUT,
        )


@events.spawning_complete.add_listener
def begin(**_: Any) -> None:
    _BEGUN.set(time.monotonic())


@events.request.add_listener
def note_answer(name: str, response_time: float, response: Any, context: dict[str, Any], **_: Any) -> None:
    headers = getattr(response, "headers", None) or {}
    _TAKEN.append(
        {
            **context,
            "kind": name,
            "ms": response_time,
            "status": getattr(response, "status_code", 0) or 0,
            "retry_after": headers.get("Retry-After"),
        }
    )


@events.quitting.add_listener
def write_answers(**_: Any) -> None:
    Path(os.environ["LOAD_RESULTS"]).write_text("\n".join(map(json.dumps, _TAKEN)), "utf-8")
