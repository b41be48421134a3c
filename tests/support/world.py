"""Use cases over fakes: a ledger in memory, offices that remember what they were sent, an engine that only remembers."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from functions.adapters.kept_editions import KeptEditions
from functions.domain.case.access import Person, Principal
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.ports.deps import Deps
from functions.usecases.case.wait import Task
from functions.usecases.intake.submit import submit
from functions.usecases.office.answer import record_answer
from functions.usecases.office.dispatch import dispatch
from functions.usecases.upkeep.states import await_prerequisites
from schemas.case.answers import ANSWER
from schemas.catalogue.edition import CURRENT
from schemas.codes import Department, Role
from schemas.form.application import Application
from tests.support.copies import copied
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.executions import FakeExecutions
from tests.support.fakes.file_reading import FakeFileReading
from tests.support.fakes.gateway import FakeGateway
from tests.support.fakes.materials import FakeMaterials
from tests.support.fakes.new_id import FakeNewId
from tests.support.fakes.offices import FakeOffices
from tests.support.fakes.signatures import FakeSignatures
from tests.support.fakes.tokens import FakeTokens
from tests.support.make import CALENDAR
from tests.support.person_key import person_key
from tests.support.record_bodies import WatchedStore

SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"
APPLICANT = Principal("applicant-1", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))


def application(**changes: Any) -> Application:
    return _read(json.dumps({**json.loads(_sample()), **changes}))


@cache
def _sample() -> str:
    return SAMPLE.read_text(encoding="utf-8")


# Nobody can change what is read; most worlds begin with the same.
@lru_cache(maxsize=32)
def _read(text: str) -> Application:
    return Application.model_validate_json(text)


class World:
    def __init__(self, *, by_person: bool = False) -> None:
        """`by_person`: cases are kept by person, who applies once for an item."""
        self.clock = FakeClock()
        self.store: FakeCaseStore = WatchedStore(self.clock)
        self.gateway = FakeGateway()
        self.materials = FakeMaterials()
        self.file_reading = FakeFileReading()
        self.executions = FakeExecutions(clock=self.clock)
        self.deps = Deps(
            store=self.store,
            executions=self.executions,
            gateway=self.gateway,
            offices=FakeOffices(),
            signatures=FakeSignatures(),
            tokens=FakeTokens(),
            editions=KeptEditions(self.store),
            current_edition=CURRENT,
            calendar=CALENDAR,
            clock=self.clock,
            new_id=FakeNewId(),
            person_key=person_key if by_person else None,
            materials=self.materials,
            file_reading=self.file_reading,
        )
        self._webhooks = 0
        self._keys = 0

    def copy(self) -> "World":
        """As it stands, for what comes next to be tried in many ways; what happens in one is not seen in another."""
        return copied(self, self.deps)

    def submitted(self, *items: str) -> str:
        chosen = {"items": list(items)} if items else {}
        self._keys += 1
        return submit(application(**chosen), by=APPLICANT, key=f"key-{self._keys}", deps=self.deps).case_id

    def ledger(self, case_id: str) -> Ledger:
        return self.store.ledger(case_id)

    def item(self, case_id: str, code: str) -> CaseItem:
        return self.ledger(case_id).item(code)

    def dispatched(self, case_id: str, code: str, token: str = "token-1") -> CaseItem:
        """As the state machine does: wait for the prerequisites, then dispatch."""
        item = self.item(case_id, code)
        run = self.ledger(case_id).case.run
        if not item.is_service_check:
            await_prerequisites(Task(case_id, code, run, "AwaitPrerequisites", f"before-{token}"), self.deps)
        state = "VerifyService" if item.is_service_check else "Dispatch"
        dispatch(Task(case_id, code, run, state, token), item.department, self.deps)
        return self.item(case_id, code)

    def answered(
        self,
        case_id: str,
        code: str,
        kind: str,
        *,
        webhook_id: str | None = None,
        department: Department | None = None,
        **fields: Any,
    ) -> CaseItem:
        item, case = self.item(case_id, code), self.ledger(case_id).case
        self._webhooks += 1
        whole = {
            "type": kind,
            "reference": case.reference,
            "item": code,
            "round": max(item.dispatch.round, 1),
        }
        needed: dict[str, Any] = {"result": {"document": "结果"}} if kind == "granted" else {}
        needed = {"reason": "理由"} if kind in ("refused", "not_accepted", "problem", "suspended") else needed
        content = {**whole, "at": self.clock().isoformat(), **needed, **fields}
        return record_answer(
            department or item.department,
            ANSWER.validate_json(json.dumps(content)),
            webhook_id=webhook_id or f"webhook-{self._webhooks}",
            deps=self.deps,
        )

    def granted(self, case_id: str, *codes: str) -> None:
        for code in codes:
            self.dispatched(case_id, code, token=f"token-{code}")
            self.answered(case_id, code, "granted")

    def kinds(self, case_id: str) -> list[str]:
        return [event.kind.value for event in self.store.events(case_id, limit=1000).entries]
