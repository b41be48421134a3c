"""The offices' own record: every delivery, every effect (one per webhook-id), every answer still to be sent.

It holds ids and the names of the fields received, never their values.
"""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS delivery (
  id INTEGER PRIMARY KEY, at TEXT, department TEXT, webhook_id TEXT, reference TEXT, item TEXT, round INTEGER,
  status INTEGER, verdict TEXT);
CREATE INDEX IF NOT EXISTS delivery_webhook_id ON delivery (webhook_id);
CREATE TABLE IF NOT EXISTS effect (
  id INTEGER PRIMARY KEY, webhook_id TEXT UNIQUE, at TEXT, department TEXT, reference TEXT, item TEXT,
  round INTEGER, type TEXT, fields TEXT);
CREATE TABLE IF NOT EXISTS answer (
  sequence INTEGER PRIMARY KEY, id TEXT UNIQUE, department TEXT, line TEXT, body TEXT, due REAL, give_up REAL,
  forged INTEGER, copies INTEGER, attempts INTEGER, status INTEGER);
CREATE TABLE IF NOT EXISTS file (
  webhook_id TEXT PRIMARY KEY, href TEXT, sha256 TEXT, due REAL, give_up REAL, fetched INTEGER);
CREATE INDEX IF NOT EXISTS answer_open ON answer (line, sequence) WHERE status IS NULL;
CREATE INDEX IF NOT EXISTS answer_due ON answer (due) WHERE status IS NULL;
"""

# What is never sent, for its office has heard of a withdrawal before.
DROPPED = -1
_OUTCOMES = "('granted', 'refused', 'not_accepted', 'withdrawn')"
_WITHDRAWAL = "/withdrawal"
_DECIDED = (
    f"SELECT 1 FROM answer WHERE line = ? AND attempts > 0 AND json_extract(body, '$.type') IN {_OUTCOMES}"
)
DROP = (
    "UPDATE answer SET status = ? WHERE line = ? AND attempts = 0 AND status IS NULL"
    f" AND json_extract(body, '$.type') IN {_OUTCOMES}"
)

# Answers of one line leave one after the other: the next only when the one before was taken or given up.
_DUE = """
SELECT id, department, line, body, due, give_up, forged, copies, attempts FROM answer AS a
WHERE status IS NULL AND due <= ? AND NOT EXISTS
  (SELECT 1 FROM answer AS b WHERE b.line = a.line AND b.status IS NULL AND b.sequence < a.sequence)
ORDER BY due LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class RecordedDelivery:
    """What came in, and as what: effect, repeated, unavailable, unsigned, unreadable or refused."""

    at: str
    department: str
    status: int
    verdict: str
    webhook_id: str | None = None
    reference: str | None = None
    item: str | None = None
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """The office begins to work on a round of an item; `fields` are the names it was told."""

    webhook_id: str
    at: str
    department: str
    reference: str
    item: str
    round: int
    type: str
    fields: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An answer to send when `due`, until `give_up` (seconds of the epoch); a `line` keeps its order."""

    id: str
    department: str
    line: str
    body: str
    due: float
    give_up: float
    forged: bool = False
    copies: int = 1
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class LateFile:
    """A file of the applicant's that came after the dispatch: to be fetched until `give_up`."""

    webhook_id: str
    href: str
    sha256: str
    due: float
    give_up: float


class SandboxRecord:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def heard(self, delivery: RecordedDelivery) -> None:
        with self._lock:
            self._insert("delivery", asdict(delivery))

    def times_unavailable(self, webhook_id: str) -> int:
        sql = "SELECT 1 FROM delivery WHERE webhook_id = ? AND verdict = 'unavailable'"
        return len(self._rows(sql, webhook_id))

    def take(
        self,
        effect: Effect,
        delivery: RecordedDelivery,
        answers: Sequence[Outgoing],
        file: LateFile | None = None,
    ) -> bool:
        """Delivery, effect, answers and file at once, or nothing and False if the effect is there already. An office that
        is asked to let an item go has one outcome: the one that is on its way, or the one that it says now.
        """
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            if not self._insert("effect", asdict(effect)):
                return False
            self._insert("delivery", asdict(delivery))
            if file is not None:
                self._insert("file", asdict(file))
            line, asked, _ = effect.webhook_id.partition(_WITHDRAWAL)
            if asked:
                if self._db.execute(_DECIDED, (line,)).fetchone():
                    return True
                self._db.execute(DROP, (DROPPED, line))
            for answer in answers:
                self._insert("answer", asdict(answer))
            return True

    def due(self, now: float, *, limit: int) -> list[Outgoing]:
        return [Outgoing(**row) for row in self._rows(_DUE, now, limit)]

    def next_due(self) -> float | None:
        """Of files, and of the first open answer of each line; a line that waits for its first does not count."""
        sql = (
            "SELECT min(due) AS due FROM (SELECT due FROM file WHERE fetched IS NULL UNION ALL SELECT due FROM"
            " (SELECT due, min(sequence) FROM answer WHERE status IS NULL GROUP BY line))"
        )
        return next((float(row["due"]) for row in self._rows(sql) if row["due"] is not None), None)

    def files_due(self, now: float) -> list[LateFile]:
        sql = "SELECT webhook_id, href, sha256, due, give_up FROM file WHERE fetched IS NULL AND due <= ?"
        return [LateFile(**row) for row in self._rows(sql, now)]

    def fetch_later(self, file: LateFile, *, until: float) -> None:
        self._rows("UPDATE file SET due = ? WHERE webhook_id = ?", until, file.webhook_id)

    def fetch_done(self, file: LateFile, *, fetched: bool) -> None:
        """Its address is forgotten: whoever has one may read the file."""
        sql = "UPDATE file SET fetched = ?, href = NULL WHERE webhook_id = ?"
        self._rows(sql, fetched, file.webhook_id)

    def begin(self, answer: Outgoing, body: str) -> bool:
        """Its next attempt, by this body; False if it was dropped meanwhile."""
        sql = "UPDATE answer SET attempts = attempts + 1, body = ? WHERE id = ? AND status IS NULL"
        with self._lock:
            return self._db.execute(sql, (body, answer.id)).rowcount == 1

    def postpone(self, answer: Outgoing, *, until: float) -> None:
        self._rows("UPDATE answer SET due = ? WHERE id = ?", until, answer.id)

    def settle(self, answer: Outgoing, *, status: int) -> None:
        """`status` is what the server said last; 0: nobody answered until it was given up."""
        self._rows("UPDATE answer SET status = ? WHERE id = ?", status, answer.id)

    def told(self) -> dict[str, Any]:
        """The whole record; `doubled` names every round of an item that was dispatched, or asked to be withdrawn, more than
        once. Reminders (催办) and late files (补交材料) may be several.
        """
        return {
            "deliveries": self._rows("SELECT * FROM delivery ORDER BY id"),
            "effects": self._rows("SELECT * FROM effect ORDER BY id"),
            "answers": self._rows(
                "SELECT id, department, line, due, attempts, status FROM answer ORDER BY sequence"
            ),
            "files": self._rows("SELECT webhook_id, fetched FROM file ORDER BY webhook_id"),
            "doubled": self._rows(
                "SELECT reference, item, round, type, count(*) AS effects FROM effect"
                " WHERE type NOT IN ('item.reminded', 'item.material_added')"
                " GROUP BY reference, item, round, type HAVING count(*) > 1"
            ),
        }

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with self._lock, closing(self._db.execute(sql, values)) as cursor:
            return [dict(row) for row in cursor.fetchall()]

    def _insert(self, table: str, values: Mapping[str, object]) -> bool:
        """False if the row's unique key exists."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"
        return self._db.execute(sql, tuple(values.values())).rowcount == 1
