"""Who is signed in, as the sealed cookie tells it: an idle session ends after half an hour, any after eight hours."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from functions.domain.case.access import LevelAct, Person, Principal
from schemas.codes import Department, Role

IDLE, LONGEST_SESSION = timedelta(minutes=30), timedelta(hours=8)
# How often a session that is in use is sealed again.
_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is a secret between the browser and us; what a form proves with is made of it."""

    id: str = field(repr=False)
    principal: Principal
    began_at: datetime
    seen_at: datetime

    @property
    def token(self) -> str:
        """Of every form of this session: no other site knows its first half; its second tells persons apart."""
        return f"{self.proof_of('form')}{self._whose}"

    def proof_of(self, what: str) -> str:
        """Nobody who does not know the secret makes it."""
        return sha256(f"{what}/{self.id}".encode()).hexdigest()[:32]

    @property
    def _whose(self) -> str:
        by = self.principal
        return sha256(f"whose/{by.role}/{by.subject}".encode()).hexdigest()[:16]

    def proves(self, token: str) -> bool:
        return compare_digest(token.encode(), self.token.encode())

    def is_by_same_person(self, token: str) -> bool:
        """Whether another session's token was this person's. Whoever knows a subject can make one up: it proves nothing."""
        return len(token) == len(self.token) and token.endswith(self._whose)

    def is_over(self, now: datetime) -> bool:
        return now >= self.seen_at + IDLE or now >= self.began_at + LONGEST_SESSION

    def seen(self, now: datetime) -> "Session":
        return replace(self, seen_at=now)

    def is_due(self, now: datetime) -> bool:
        """Whether the cookie is to be sealed again, for the time that it tells is old."""
        return now >= self.seen_at + _AGAIN


def session_text(session: Session) -> str:
    by = session.principal
    said = {
        "id": session.id,
        "sub": by.subject,
        "role": by.role.value,
        "region": by.region,
        "department": by.department.value if by.department else None,
        "person": [by.person.name, by.person.id_number] if by.person else None,
        "unreadable": by.unreadable,
        "barred": sorted(by.barred),
        "began": int(session.began_at.timestamp()),
        "seen": int(session.seen_at.timestamp()),
    }
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def read_session(text: str) -> Session:
    """`text` is our own (`session_text`), sealed since."""
    said = json.loads(text)
    principal = Principal(
        subject=said["sub"],
        role=Role(said["role"]),
        region=said.get("region"),
        department=Department(said["department"]) if "department" in said else None,
        person=Person(*said["person"]) if "person" in said else None,
        unreadable=said.get("unreadable", False),
        barred=frozenset(map(LevelAct, said.get("barred", ()))),
    )
    began, seen = (datetime.fromtimestamp(said[name], UTC) for name in ("began", "seen"))
    return Session(said["id"], principal, began, seen)
