"""The cases that are copied: a few real ones, submitted to a real server and answered by the sandbox's offices."""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from functions.adapters.codec import stamp
from infra.console.client import Client, Document
from infra.console.follow import APPLICANT
from infra.console.stack import StackAsked, stack
from infra.embedded.secrets import LEDGER

_SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"
# What most apply for; the sample has all twelve.
FEW = ("discharge_report", "social_insurance")
# A city where 公安 works on our pages.
_DESK_CITY, _DESK_COUNTY, _AT_DESK = "440200", "440203", "household_registration"
_PROBLEM = "medical_insurance"
_PATIENCE = 180.0
_SOON = timedelta(minutes=10)
_STANDING = """
SELECT (SELECT count(*) FROM events WHERE key LIKE 'answer/veterans_affairs/' || :item || '/%'),
       (SELECT count(*) FROM items WHERE attention IS NOT NULL),
       (SELECT count(*) FROM cases WHERE status = 'closed' AND check_at < :soon)
     + (SELECT count(*) FROM items WHERE check_at < :soon)
"""
_GRANT: Mapping[str, Any] = {"answers": ["granted"], "delay_seconds": 0}
_STRAIGHT = {"default": _GRANT}
_SILENT = {
    "default": {"answers": ["received"], "delay_seconds": 0},
    "items": {"service_check": _GRANT, _PROBLEM: {"answers": ["problem"], "delay_seconds": 0}},
}


class NotMade(Exception):
    """A case did not come to where it was to be copied from."""


@dataclass(frozen=True, slots=True)
class OriginalCase:
    """`items`: none are all twelve. `city`: where the last of them is done at a desk."""

    name: str
    items: tuple[str, ...] = ()
    city: str | None = None


_CLOSED = (
    OriginalCase("closed", FEW),
    OriginalCase("closed_all"),
    OriginalCase("closed_at_desk", (FEW[0], _AT_DESK), _DESK_CITY),
)
_OPEN = (OriginalCase("open", FEW), OriginalCase("stuck"))


def make_originals(folder: Path) -> Mapping[str, str]:
    """The ids of the cases by their names; `folder` then holds a server's ledger and keys, and nobody works on it."""
    made: dict[str, str] = {}
    for script, originals in ((_STRAIGHT, _CLOSED), (_SILENT, _OPEN)):
        told = folder / "script.json"
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(script))
        with stack(StackAsked(folder, None, told, "127.0.0.1", None, None, _PATIENCE)) as running:
            for one in originals:
                made[one.name] = _submitted(running.client, one, len(made) + 1)
                if one.city:
                    _answer_at_desk(running.client, made[one.name])
            _until(lambda: _at_rest(folder, made))
    return made


def _submitted(client: Client, one: OriginalCase, number: int) -> str:
    form = json.loads(_SAMPLE.read_bytes())
    form |= {"items": list(one.items)} if one.items else {}
    if one.city:
        form["destination"] |= {"city": one.city, "county": _DESK_COUNTY}
    body = json.dumps(form).encode()
    told = client.submit(body, identity=APPLICANT, key=f"original-{one.name}", citizen=number)
    return str(told["case_id"])


def _answer_at_desk(client: Client, case_id: str) -> None:
    item = f"/v1/departments/public_security/cases/{case_id}/items/{_AT_DESK}"
    worklist = "/v1/departments/public_security/worklist"
    who = "public-security"

    def listed() -> list[Document]:
        entries = client.ask("GET", worklist, identity=who).json["entries"]
        return [entry for entry in entries if entry["case_id"] == case_id]

    _until(lambda: bool(listed()))
    [entry] = listed()
    client.ask(
        "POST", f"{item}/claim", identity=who, headers={"Idempotency-Key": "original-claim"}, body=b"{}"
    )
    for kind in ("accepted", "granted"):
        said = {"type": kind, "round": entry["round"], "at": datetime.now(UTC).isoformat()}
        body = said | ({"result": {"document": "户口簿"}} if kind == "granted" else {})
        headers = {"Idempotency-Key": f"original-{kind}"}
        client.ask("POST", f"{item}/answers", identity=who, headers=headers, body=json.dumps(body).encode())


def _at_rest(folder: Path, made: Mapping[str, str]) -> bool:
    """Every office has said what it says, and nothing is owed of it; an open case is looked at now and then all the same."""
    soon = stamp(datetime.now(UTC) + _SOON)
    with closing(sqlite3.connect(folder / LEDGER)) as connection:
        [(said, stuck, owed)] = connection.execute(_STANDING, {"item": FEW[0], "soon": soon})
    return (said, stuck, owed) == (len(made), int("stuck" in made), 0)


def _until(holds: Callable[[], bool]) -> None:
    pause, end = Event(), time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise NotMade
        pause.wait(0.1)
