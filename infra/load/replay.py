"""A locustfile (build/load has Locust): sends prepared requests, one a line, at a rate that does not wait for answers.

It knows nothing of the system but what stands in the lines, and notes of each answer what came and after how long.
"""

import json
import os
from collections import deque
from pathlib import Path
from typing import Any

import gevent  # type: ignore[import-untyped]
from locust import HttpUser, constant_throughput, events, task  # type: ignore[import-not-found]
from requests.adapters import HTTPAdapter

_REQUESTS: deque[str] = deque(Path(os.environ["LOAD_REQUESTS"]).read_text("utf-8").splitlines())
_TAKEN: list[dict[str, Any]] = []
_TIMEOUT = 40.0


class _FromAddress(HTTPAdapter):
    """Each caller has an address of its own on the loopback network, as clerks and applicants have."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named, source_address=(self._address, 0))


class Caller(HttpUser):
    wait_time = constant_throughput(float(os.environ["LOAD_RATE_OF_ONE"]))
    _callers = 0

    def on_start(self) -> None:
        """One after the other: together they would send in bursts."""
        Caller._callers = number = Caller._callers + 1
        gevent.sleep(number * float(os.environ["LOAD_SECONDS_BETWEEN"]))
        high, low = divmod(number, 250)
        self.client.mount("http://", _FromAddress(f"127.1.{high + 1}.{low + 1}"))

    @task
    def send(self) -> None:
        if _REQUESTS:
            line = json.loads(_REQUESTS.popleft())
            self.client.request(
                line["method"],
                line["path"],
                headers=line["headers"],
                data=line["body"].encode() if line["body"] is not None else None,
                name=line["kind"],
                context={"key": line["key"]},
                allow_redirects=False,
                timeout=_TIMEOUT,
            )


@events.request.add_listener
def note_answer(name: str, response_time: float, response: Any, context: dict[str, Any], **_: Any) -> None:
    headers = getattr(response, "headers", None) or {}
    _TAKEN.append(
        {
            "kind": name,
            "key": context["key"],
            "ms": response_time,
            "status": getattr(response, "status_code", 0) or 0,
            "retry_after": headers.get("Retry-After"),
        }
    )


@events.quitting.add_listener
def write_answers(**_: Any) -> None:
    Path(os.environ["LOAD_RESULTS"]).write_text("\n".join(map(json.dumps, _TAKEN)), "utf-8")
