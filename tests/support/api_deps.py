"""A whole set of dependencies that stays in memory: the ledger's fake, an engine that only notes, everybody's badges."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from functions.adapters.calendar import working_calendar
from functions.adapters.cursor import read_cursor, write_cursor
from functions.adapters.kept_editions import KeptEditions
from functions.domain.case.access import Person, Principal
from functions.domain.refusals import BadSignature, BadToken, MissingToken
from functions.ports.case_store import CaseStore
from functions.ports.deps import Deps
from functions.ports.executions import AT_THE_BEGINNING, Execution, HistoryEvent, Positions
from functions.ports.offices import Office, Offices
from functions.ports.page import Page
from functions.ports.signatures import KeyMark
from schemas.catalogue.edition import CURRENT
from schemas.codes import Department, Role
from schemas.office.dispatches import Message
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import START, FakeClock
from tests.support.fakes.cookies import PlainCookies
from tests.support.fakes.file_reading import FakeFileReading
from tests.support.fakes.materials import FakeMaterials
from tests.support.fakes.new_id import FakeNewId
from tests.support.fakes.offices import FakeOffices
from tests.support.person_key import person_key

SAMPLE = Person("测试甲", "440106200301010010")
PEOPLE = {
    "Bearer soldier": Principal("soldier", Role.APPLICANT, person=SAMPLE),
    "Bearer stranger": Principal("stranger", Role.APPLICANT, person=Person("测试乙", "441900198503150018")),
    "Bearer verified": Principal("verified", Role.APPLICANT, person=SAMPLE),
    "Bearer unverified": Principal("unverified", Role.APPLICANT),
    "Bearer unreadable": Principal("unreadable", Role.APPLICANT, unreadable=True),
    "Bearer clerk": Principal("clerk", Role.CLERK, "440106"),
    "Bearer far-clerk": Principal("far-clerk", Role.CLERK, "445200"),
    "Bearer operator": Principal("operator", Role.OPERATOR, "440000"),
    "Bearer second-operator": Principal("second-operator", Role.OPERATOR, "440000"),
    "Bearer far-operator": Principal("far-operator", Role.OPERATOR, "445200"),
    "Bearer staff": Principal("staff", Role.DEPARTMENT_STAFF, "440000", Department.MOBILIZATION),
}
DEFINITION: dict[str, Any] = {
    "StartAt": "VerifyService",
    "States": {
        "VerifyService": {"Type": "Task", "Next": "CloseCase"},
        "CloseCase": {"Type": "Task", "End": True},
    },
}


class Badges:
    def principal(self, authorization: str | None) -> Principal:
        if authorization is None:
            raise MissingToken
        if authorization not in PEOPLE:
            raise BadToken
        return PEOPLE[authorization]


class Seals:
    """A delivery is authentic if its signature is the department's name."""

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        if headers.get("webhook-signature") != department.value:
            raise BadSignature
        return headers["webhook-id"]

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        return department.value

    def marks(self, secrets: Iterable[str]) -> tuple[KeyMark, ...]:
        return tuple(KeyMark(name, "0123456789abcdef") for name in secrets)


class Engine:
    """Notes what it is asked; a started run waits in its first state for ever."""

    def __init__(self) -> None:
        self.runs: dict[str, Execution] = {}
        self.resumed: list[str] = []

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        self.runs.setdefault(name, Execution(name, "RUNNING", START, cause="机密"))

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        self.resumed.append(token)

    def fail(self, token: str, *, error: str, cause: str) -> None:
        self.resumed.append(token)

    def stop(self, name: str) -> None:
        self.runs.pop(name, None)

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        return self.runs.get(name)

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]:
        events = (
            HistoryEvent(1, START, "ExecutionStarted", detail="机密"),
            HistoryEvent(2, START, "TaskStateEntered", state="VerifyService", detail="机密"),
        )
        (start,) = read_cursor("history", cursor, int) or (0,)
        more = write_cursor("history", (start + limit,)) if start + limit < len(events) else None
        return Page(events[start : start + limit], more)

    def definition(self) -> Mapping[str, Any]:
        return DEFINITION


class Nowhere:
    """No route of the interface calls a department."""

    def send(self, office: Office, message: Message, *, key: str) -> None:
        raise AssertionError(key)


def house(
    store: CaseStore | None = None,
    engine: Engine | None = None,
    offices: Offices | None = None,
    *,
    by_person: bool = False,
) -> Deps:
    """`by_person`: cases are kept by person, who applies once for an item."""
    kept = store or FakeCaseStore()
    return Deps(
        store=kept,
        executions=engine or Engine(),
        gateway=Nowhere(),
        offices=offices or FakeOffices(),
        signatures=Seals(),
        tokens=Badges(),
        editions=KeptEditions(kept),
        current_edition=CURRENT,
        calendar=working_calendar(),
        clock=FakeClock(),
        new_id=FakeNewId(),
        person_key=person_key if by_person else None,
        materials=FakeMaterials(),
        file_reading=FakeFileReading(),
        cookies=PlainCookies(),
    )
