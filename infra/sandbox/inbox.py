"""The sandbox's message gateway: an inbox that shows what applicants would have got, and can fail as a script says."""

import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from infra.sandbox.genuine import Moments, is_genuine, real_time
from infra.sandbox.script import InboxBehaviour
from schemas.applicant.notices import NoticeMessage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS notice (
  id INTEGER PRIMARY KEY, webhook_id TEXT UNIQUE, at TEXT, template TEXT, reference TEXT, recipient TEXT,
  phone TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS attempt (id INTEGER PRIMARY KEY, webhook_id TEXT, verdict TEXT);
"""

InboxReply = tuple[int, dict[str, str]]


class Inbox:
    """`key` is the gateway's own copy of what the server signs with."""

    def __init__(self, path: Path, key: str, moments: Moments = real_time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._key, self._moments = key, moments
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(_SCHEMA)
        self._complete()

    def _complete(self) -> None:
        """A folder of before has no column for what is told by phone."""
        known = {row["name"] for row in self._db.execute("PRAGMA table_info(notice)")}
        for name in ("phone", "text"):
            if name not in known:
                self._db.execute(f"ALTER TABLE notice ADD COLUMN {name} TEXT")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def take(self, behaviour: InboxBehaviour, headers: Mapping[str, str], body: bytes) -> InboxReply:
        key = headers.get("webhook-id", "")
        if not is_genuine(self._key, headers, body, self._moments()):
            return self._tried(key, "unsigned", 401)
        try:
            message = NoticeMessage.model_validate_json(body)
        except ValidationError:
            return self._tried(key, "unreadable", 400)
        if behaviour.refuse_with:
            return self._tried(key, "refused", behaviour.refuse_with)
        if self._times_unavailable(key) < behaviour.unavailable:
            return self._tried(key, "unavailable", 503)
        return self._taken(behaviour, key, message)

    def _taken(self, behaviour: InboxBehaviour, key: str, message: NoticeMessage) -> InboxReply:
        sql = (
            "INSERT INTO notice (webhook_id, at, template, reference, recipient, phone, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        about = (key, message.sent_at.isoformat(), message.template, message.reference)
        given = (*about, message.recipient, message.phone, message.text)
        with self._lock:
            first = self._db.execute(sql, given).rowcount == 1
        status, _ = self._tried(key, "taken" if first else "repeated", 200)
        return status, {"status": "delivered" if behaviour.delivers else "sent"}

    def _tried(self, key: str, verdict: str, status: int) -> InboxReply:
        with self._lock:
            self._db.execute("INSERT INTO attempt (webhook_id, verdict) VALUES (?, ?)", (key, verdict))
        return status, {"verdict": verdict}

    def _times_unavailable(self, key: str) -> int:
        return len(self._rows("SELECT 1 FROM attempt WHERE webhook_id = ? AND verdict = 'unavailable'", key))

    def told(self) -> dict[str, Any]:
        """Every notice once, in order; and every attempt."""
        return {
            "notices": self._rows("SELECT * FROM notice ORDER BY id"),
            "attempts": self._rows("SELECT * FROM attempt ORDER BY id"),
        }

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with self._lock, closing(self._db.execute(sql, values)) as cursor:
            return [dict(row) for row in cursor.fetchall()]
