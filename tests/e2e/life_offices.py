"""The departments' side of a life: offices over HTTP that keep what they were sent, and speak when they are told to."""

import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from infra.embedded.web.types import Environ, StartResponse
from schemas.codes import Department
from tests.support.over_http import over_http

Document = dict[str, Any]


class LifeOffices:
    """`effects`: the first message under each key. Items in `unreadable` are refused with 422, as by a broken gateway."""

    def __init__(self, keys: Mapping[Department, str], *, clock: Callable[[], datetime]) -> None:
        self._keys, self._clock = keys, clock
        self.effects: dict[str, Document] = {}
        self.deliveries: list[tuple[str, int]] = []
        self.unreadable: set[str] = set()
        self._said = 0

    def serve(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/notices":
            # What applicants are told is shown elsewhere: here it arrives.
            start_response("202 .", [("Content-Length", "0")])
            return [b""]
        if environ["PATH_INFO"].split("/")[2] not in set(Department):
            # No source of shared data stands behind these offices.
            start_response("503 .", [("Content-Length", "0")])
            return [b""]
        department = Department(environ["PATH_INFO"].split("/")[2])
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        status = self._take(department, environ, body)
        self.deliveries.append((environ["HTTP_WEBHOOK_ID"], status))
        start_response(f"{status} .", [("Content-Length", "0")])
        return [b""]

    def _take(self, department: Department, environ: Environ, body: bytes) -> int:
        key, message = environ["HTTP_WEBHOOK_ID"], json.loads(body)
        if not self._is_authentic(department, environ, body):
            return 401
        if message["item"] in self.unreadable:
            return 422
        if key in self.effects:
            return 409
        self.effects[key] = message
        return 202

    def _is_authentic(self, department: Department, environ: Environ, body: bytes) -> bool:
        """Signed over the very bytes, now; standardwebhooks would compare with the real clock."""
        at = datetime.fromtimestamp(int(environ["HTTP_WEBHOOK_TIMESTAMP"]), UTC)
        expected = Webhook(self._keys[department]).sign(environ["HTTP_WEBHOOK_ID"], at, body.decode())
        signed = any(hmac.compare_digest(expected, one) for one in environ["HTTP_WEBHOOK_SIGNATURE"].split())
        return signed and abs((self._clock() - at).total_seconds()) < 300

    def has(self, item: str, *, type: str = "item.dispatched", round: int = 1) -> bool:
        wanted = {"item": item, "type": type, "round": round}
        return any(wanted.items() <= message.items() for message in tuple(self.effects.values()))

    def say(self, server: str, item: str, kind: str, **particulars: Any) -> int:
        """One signed answer of the office that has the item, for the last round it got. The status."""
        message = [one for one in self.effects.values() if one["item"] == item][-1]
        self._said += 1
        now, webhook_id = self._clock().astimezone(UTC), f"life-{self._said}"
        body = json.dumps(
            {
                "type": kind,
                "reference": message["reference"],
                "item": item,
                "round": message["round"],
                "at": now.isoformat(),
                **particulars,
            }
        )
        headers = {
            "Content-Type": "application/json",
            "Connection": "close",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self._keys[message["department"]]).sign(webhook_id, now, body),
        }
        url = f"{server}/v1/departments/{message['department']}/answers"
        return int(over_http("POST", url, body=body.encode(), headers=headers).status)
