"""A department's receiver and answerer, to begin from. It needs Python 3.11 and `pip install standardwebhooks`.

    python receiver.py serve --server http://127.0.0.1:8451 --department public_security --keys keys.txt
    python receiver.py verify vectors.json

`serve` takes each message (POST to any path): what is not genuine is answered 401, what is here already 409, and all
else is stored before it is answered 204. Then it works: an item is received, accepted and granted; a withdrawal is
agreed to; with `--by-hand` nothing is answered. Put your own work into `answers_to`. `verify` runs the test vectors
through the very check that `serve` makes. `keys.txt` holds your keys (whsec_…), one a line: the first one signs, all of
them verify, so that either side may rotate first.
"""

import argparse
import hmac
import json
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

TOLERANCE_SECONDS = 300
MOST_BODY = 10_000_000
PAUSE_SECONDS = 2.0
UNSIGNED_SECONDS = 60.0
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


# --- Is it genuine? ---------------------------------------------------------------------------------------------------


def sign(key: str, webhook_id: str, timestamp: int, body: bytes) -> str:
    """`v1,…` over `id.timestamp.body`: the body's bytes as they are on the wire."""
    return Webhook(key).sign(webhook_id, datetime.fromtimestamp(timestamp, UTC), body.decode())


def is_genuine(headers: Mapping[str, str], body: bytes, keys: Sequence[str], now: float) -> bool:
    """Any signature of the list by any of our keys will do: so both sides may hold two keys while they are being changed."""
    given = {name.lower(): value for name, value in headers.items()}
    webhook_id, timestamp, signatures = (given.get(name, "") for name in HEADERS)
    if not webhook_id or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 10):
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    try:
        ours = [sign(key, webhook_id, int(timestamp), body) for key in keys]
    except UnicodeDecodeError:
        return False
    theirs = signatures.split(" ")[:20]
    return any(hmac.compare_digest(one.encode(), other.encode()) for one in ours for other in theirs)


# --- What is stored: messages, each once by its webhook-id; answers, until they are taken ------------------------------


class Store:
    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, body BLOB, done INTEGER)")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS answer "
            "(id TEXT PRIMARY KEY, number INTEGER UNIQUE, body TEXT, state TEXT)"
        )

    def take(self, webhook_id: str, body: bytes) -> bool:
        """False: it is here already."""
        with self._lock:
            done = self._db.execute("INSERT OR IGNORE INTO message VALUES (?, ?, 0)", (webhook_id, body))
            return done.rowcount == 1

    def undone(self) -> list[tuple[str, bytes]]:
        with self._lock:
            return self._db.execute("SELECT id, body FROM message WHERE done = 0 ORDER BY rowid").fetchall()

    def work(self, webhook_id: str, answers: Sequence[tuple[str, str]]) -> None:
        """What is to be answered is stored in one go with the note that the message is worked off."""
        with self._lock:
            self._db.execute("BEGIN")
            for id_, body in answers:
                self._db.execute(
                    "INSERT OR IGNORE INTO answer VALUES (?, (SELECT COALESCE(MAX(number), 0) + 1 FROM answer), ?, 'owed')",
                    (id_, body),
                )
            self._db.execute("UPDATE message SET done = 1 WHERE id = ?", (webhook_id,))
            self._db.execute("COMMIT")

    def owed(self) -> list[tuple[str, str]]:
        with self._lock:
            sql = "SELECT id, body FROM answer WHERE state = 'owed' ORDER BY number"
            return self._db.execute(sql).fetchall()

    def note(self, webhook_id: str, state: str) -> None:
        with self._lock:
            self._db.execute("UPDATE answer SET state = ? WHERE id = ?", (state, webhook_id))


# --- Your own work ----------------------------------------------------------------------------------------------------


def answers_to(message: Mapping[str, Any], webhook_id: str, now: datetime) -> list[tuple[str, str]]:
    """The answers to one message, each with its webhook-id: the same message gets the same ids, however often it comes.
    A round that is sent anew, under another id, gets others.
    """
    match message["type"]:
        case "item.dispatched" | "item.corrected":
            granted = {
                "document": "办理结果通知书（样例）",
                "number": f"样例-{message['reference']}",
                "delivery": "none",
            }
            said: list[dict[str, Any]] = [
                {"type": "received", "receipt": f"SJ-{message['reference'][-6:]}"},
                {"type": "accepted"},
                {"type": "granted", "result": granted},
            ]
        case "item.withdrawal_requested":
            said = [{"type": "withdrawn"}]
        case _:
            # item.reminded and item.material_added want no answer of their own. A type that you do not know: nor does it.
            said = []
    about = {name: message[name] for name in ("reference", "item", "round")}
    at = now.isoformat(timespec="seconds")
    return [
        (
            f"{webhook_id}/{one['type']}",
            json.dumps({**one, **about, "at": at}, ensure_ascii=False),
        )
        for one in said
    ]


# --- Answering --------------------------------------------------------------------------------------------------------


def send(server: str, department: str, webhook_id: str, body: str, key: str) -> str:
    """How it ended: `taken`, `refused` (a person must look), `owed` (the same again, later), `unsigned` (as `owed`, once a
    person has put the key or the clock right: it was not looked at)."""
    raw, timestamp = body.encode(), int(time.time())
    request = urllib.request.Request(
        f"{server}/v1/departments/{department}/answers",
        data=raw,
        headers={
            "Content-Type": "application/json",
            "webhook-id": webhook_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(key, webhook_id, timestamp, raw),
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30):
            return "taken"
    except urllib.error.HTTPError as error:
        told = error.read(10_000).decode("utf-8", "replace")
        if error.code >= 500 or error.code == 429:
            return "owed"
        # 409: the ledger knows better. 422: it says which field. 401: key or clock. Others: the address.
        print(f"answer {webhook_id}: {error.code} {told}", file=sys.stderr, flush=True)
        return "unsigned" if error.code == 401 else "refused"
    except OSError:
        return "owed"


def work_on(store: Store, given: argparse.Namespace, keys: Sequence[str]) -> float:
    """In how many seconds to look again."""
    for webhook_id, body in store.undone():
        said = [] if given.by_hand else answers_to(json.loads(body), webhook_id, datetime.now(UTC))
        store.work(webhook_id, said)
    for webhook_id, answer in store.owed():
        state = send(given.server, given.department, webhook_id, answer, keys[0])
        print(f"answer {webhook_id}: {state}", flush=True)
        if state in ("owed", "unsigned"):
            # In order: what comes after it waits, too.
            return PAUSE_SECONDS if state == "owed" else UNSIGNED_SECONDS
        store.note(webhook_id, state)
    return PAUSE_SECONDS


# --- The two commands -------------------------------------------------------------------------------------------------


def handler(store: Store, keys: Sequence[str], there: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(length, MOST_BODY))
            webhook_id = self.headers.get("webhook-id") or ""
            if not is_genuine(dict(self.headers.items()), body, keys, time.time()):
                status = 401
            elif store.take(webhook_id, body):
                status = 204
                there.set()
            else:
                status = 409
            print(f"message {webhook_id}: {status}", flush=True)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Said above, without the sender's address."""

    return Receiver


def serve(given: argparse.Namespace) -> int:
    keys, there = read_keys(given.keys), threading.Event()
    store = Store(given.database)
    server = ThreadingHTTPServer((given.host, given.port), handler(store, keys, there))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening on {server.server_port}", flush=True)
    while True:
        there.clear()
        there.wait(work_on(store, given, keys))


def verify(given: argparse.Namespace) -> int:
    """1 if one of the vectors comes out otherwise than it should."""
    wrong = 0
    for one in json.loads(Path(given.file).read_bytes())["vectors"]:
        genuine = is_genuine(one["headers"], one["body"].encode(), one["keys"], one["now"])
        got = "accept" if genuine else "reject"
        wrong += got != one["verdict"]
        print(f"{one['name']} {got}{'' if got == one['verdict'] else ' WRONG'}")
    return 1 if wrong else 0


def read_keys(path: str) -> list[str]:
    return Path(path).read_text("utf-8").split()


def main() -> int:
    parser = argparse.ArgumentParser(description="A department's receiver and answerer.")
    commands = parser.add_subparsers(required=True)
    serving = commands.add_parser("serve")
    serving.add_argument("--server", required=True)
    serving.add_argument("--department", required=True)
    serving.add_argument("--keys", required=True)
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=3555)
    serving.add_argument("--by-hand", action="store_true")
    serving.add_argument("--database", default="receiver.db")
    serving.set_defaults(run=serve)
    verifying = commands.add_parser("verify")
    verifying.add_argument("file")
    verifying.set_defaults(run=verify)
    given = parser.parse_args()
    return int(given.run(given))


if __name__ == "__main__":
    sys.exit(main())
