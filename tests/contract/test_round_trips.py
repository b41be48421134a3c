"""How often a request waits for AWS, on warm functions: keys, routes and rollout were read moments ago.

The goals are a submission in 2, an answer recorded in 3, an outcome too, a case shown in 1, an operator's page in 1. What an
outcome sets off is in it: the waits ended all at once, and beside that read again (somebody may have begun to wait).
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from moto import mock_aws

from functions.adapters.at_once import Threads
from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.executions import StepFunctionsExecutions
from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.adapters.outward.secrets import FORM, CachedSecrets
from functions.adapters.recent import RecentRecords
from functions.adapters.sealing import Seal
from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.parts import Incident
from functions.domain.case.transitions import stopped
from functions.ports.case_store import ItemQuery
from functions.usecases.case.lists import cities_within
from functions.usecases.case.wait import Task
from functions.usecases.office.jurisdiction import worklists_of
from functions.usecases.office.worklist import worklist
from functions.usecases.upkeep.states import await_prerequisites
from schemas.codes import Department, ItemStatus, Role
from tests.contract.stores import TABLE, TABLE_FILE, dynamodb_client
from tests.contract.trips import Trips
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.gateway import FakeGateway
from tests.support.make import with_flat
from tests.support.openings import opening
from tests.support.world import SAMPLE, World

pytestmark = pytest.mark.slow

MACHINE = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:cases"
KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
INCIDENT = Incident("Dispatch", "DepartmentUnavailable", "没有应答", FakeClock()())
ROUTES = SAMPLE.parents[1] / "infra" / "routes.toml"
BACKOFF = Backoff(lambda _: None, lambda: 0.0)


class Engine:
    """Says yes to everything; a run that is looked at runs."""

    def describe_execution(self, **request: Any) -> dict[str, Any]:
        return {"status": "RUNNING", "startDate": house().clock()}

    def get_execution_history(self, **request: Any) -> dict[str, Any]:
        return {"events": [{"id": 7}]}

    def __getattr__(self, _operation: str) -> Any:
        return lambda **_request: {}


class Deployed(World):
    """As bootstrap builds it for AWS, with every client counted."""

    def __init__(self, client: Any) -> None:
        super().__init__()
        self.trips = Trips()
        secret = SimpleNamespace(get_secret_value=lambda **_: {"SecretString": json.dumps({"keys": [KEY]})})
        secrets = CachedSecrets(self.trips.of(secret), "lianban/test/", self.clock)
        store = DynamoCaseStore(
            self.trips.of(client),
            TABLE,
            seal=Seal(lambda: secrets.keys(FORM)),
            backoff=BACKOFF,
            clock=self.clock,
            at_once=self.trips.at_once,
        )
        offices = SetOffices(load_offices(ROUTES.read_text("utf-8")), store, clock=self.clock, guarded=True)
        self.deps = replace(
            house(by_person=True),
            store=store,
            executions=StepFunctionsExecutions(self.trips.of(Engine()), MACHINE),
            gateway=FakeGateway(),
            offices=offices,
            clock=self.clock,
            at_once=self.trips.at_once,
            recent=RecentRecords(store, clock=self.clock),
        )
        self.api = Api(self.deps)

    def ledger(self, case_id: str) -> Any:
        return self.deps.store.ledger(case_id)

    def opened(self, key: str) -> Answer:
        headers = {"authorization": "Bearer soldier", "idempotency_key": key}
        return self.api.post("/v1/cases", SAMPLE.read_bytes(), **headers)

    def parked(self, case_id: str, code: str) -> None:
        """Waits for what it stands behind."""
        await_prerequisites(Task(case_id, code, 1, "AwaitPrerequisites", f"token-{code}"), self.deps)

    def says(self, case_id: str, item: str, kind: str, **fields: Any) -> Answer:
        """What the office of the item's department sends."""
        found, case = self.item(case_id, item), self.ledger(case_id).case
        at = self.clock().isoformat()
        body = {
            "type": kind,
            "reference": case.reference,
            "item": item,
            "round": found.dispatch.round,
            "at": at,
        }
        path = f"/v1/departments/{found.department}/answers"
        headers = {"webhook_id": f"{item}-{kind}", "webhook_signature": found.department.value}
        self.trips.count = 0
        return self.api.post(path, {**body, **fields}, **headers)

    def shown(self, path: str, *, who: str) -> int:
        """The round trips of a page, looked at for the second time."""
        self.api.get(path, authorization=f"Bearer {who}")
        self.trips.count = 0
        assert self.api.get(path, authorization=f"Bearer {who}").status == 200
        return self.trips.count


@pytest.fixture
def world() -> Iterator[Deployed]:
    with mock_aws():
        client = dynamodb_client()
        client.create_table(TableName=TABLE, **json.loads(TABLE_FILE.read_text()))
        yield Deployed(client)


@pytest.fixture
def case_id(world: Deployed) -> str:
    """Its service check is with the office, and everything else waits for that."""
    opened = str(world.opened("first-key").json["case_id"])
    world.dispatched(opened, SERVICE_CHECK)
    return opened


@pytest.mark.usefixtures("case_id")
@pytest.mark.parametrize(("person_key", "trips"), [(None, 2), (str, 3)])
def test_a_submission_is_written_with_its_person_s_record_and_started(
    world: Deployed, person_key: Any, trips: int
) -> None:
    """One more where cases are kept by person: what they applied for before is read first."""
    world.api = Api(replace(world.deps, person_key=person_key))
    world.trips.count = 0

    answer = world.opened("second-key")

    assert answer.status == 202
    assert world.trips.count == trips


def test_an_answer_is_recorded_in_three_and_in_two_once_its_case_is_known(
    world: Deployed, case_id: str
) -> None:
    first = world.says(case_id, SERVICE_CHECK, "received")
    trips = world.trips.count
    second = world.says(case_id, SERVICE_CHECK, "accepted")

    assert (first.status, second.status) == (200, 200)
    assert (trips, world.trips.count) == (3, 2)


def test_an_outcome_that_lets_many_items_go_on_takes_one_more(world: Deployed, case_id: str) -> None:
    world.says(case_id, SERVICE_CHECK, "granted", result={"document": "核查结果"})
    report = "discharge_report"
    followers = [item.code for item in world.ledger(case_id).items if report in item.after]
    world.dispatched(case_id, report)
    for code in followers:
        world.parked(case_id, code)

    answer = world.says(case_id, report, "granted", result={"document": "报到回执"})

    assert len(followers) == 4
    assert answer.status == 200
    assert world.trips.count == 2 + 1


PAGES = (
    ("/v1/cases/{case_id}", "soldier", 1),
    # Of a verified person, whatever was handed in for them at a window is looked for first: by their key, then each case.
    ("/v1/cases", "soldier", 3),
    ("/v1/cases", "unverified", 1),
    ("/v1/operator/cases?city=440100", "operator", 1),
    # Of the whole province as many rounds as a page takes that is not full: 1, 2, 4, 8 cities and the rest.
    ("/v1/operator/cases?status=open", "operator", 5),
    ("/v1/operator/cases", "operator", 5),
    # One more where there are any: the index tells where the items stand, and they are read where they are.
    ("/v1/operator/incidents", "operator", 1),
)


def test_a_page_is_read_in(world: Deployed, case_id: str) -> None:
    found = [(path, who, world.shown(path.format(case_id=case_id), who=who)) for path, who, _ in PAGES]

    assert found == list(PAGES)


def test_the_206_lists_of_the_whole_province_are_begun_in_six(world: Deployed) -> None:
    staff = Principal("staff", Role.DEPARTMENT_STAFF, "440000", Department.PUBLIC_SECURITY)
    held = world.ledger(str(world.opened("first-key").json["case_id"])).item("identity_card")
    office = "worklist-public_security-445381"
    sent = with_flat(held, status=ItemStatus.DISPATCHED, round=1, sent_round=1, office=office)
    world.deps.store.commit(Change(items=(sent,)))
    lists = worklists_of(staff, world.deps)
    world.trips.count = 0

    page = worklist(Department.PUBLIC_SECURITY, by=staff, limit=20, cursor=None, deps=world.deps)

    assert len(lists) == 206
    assert [entry.item.code for entry in page.entries] == ["identity_card"]
    # Two more where there are items: the rows that the index leads to, then their cases and forms.
    assert world.trips.count == 6 + 2


def test_of_many_incidents_in_one_city_a_page_is_read_in_three(world: Deployed) -> None:
    """All lists of the province at once, the rest of the one that has more, and the rows that these lead to."""
    for number in range(30):
        world.deps.store.create(opening(number + 1))
        item = world.deps.store.ledger(opening(number + 1).ledger.case.id).item("discharge_report")
        world.deps.store.commit(Change(items=(replace(stopped(item, INCIDENT), city="440100"),)))
    cities = cities_within("440000", (), world.deps)
    world.trips.count = 0

    page = world.deps.store.items(ItemQuery(attention=None, cities=cities), limit=60)

    assert (len(cities), len(page.entries)) == (21, 30)
    assert world.trips.count == 3


def test_a_sweep_that_finds_nothing_waits_once() -> None:
    """All shards of what is due are asked at once."""
    trips = Trips()
    empty = SimpleNamespace(query=lambda **_: {"Items": []})
    store = DynamoCaseStore(
        trips.of(empty),
        TABLE,
        seal=Seal(lambda: (KEY,)),
        backoff=BACKOFF,
        clock=FakeClock(),
        at_once=trips.at_once,
    )

    assert store.due(house().clock(), limit=100).entries == ()
    assert trips.count == 1


def test_on_threads_a_list_is_the_same(world: Deployed) -> None:
    # Many cases of one person: they are not kept by person here.
    world.deps = replace(world.deps, person_key=None)
    world.api = Api(world.deps)
    for number in range(3):
        world.opened(f"key-{number}-more")
    in_turn = world.api.get("/v1/operator/cases", authorization="Bearer operator").json
    store = DynamoCaseStore(
        dynamodb_client(),
        TABLE,
        seal=Seal(lambda: (KEY,)),
        backoff=BACKOFF,
        clock=FakeClock(),
        at_once=Threads(4),
    )

    threaded = Api(replace(world.deps, store=store)).get(
        "/v1/operator/cases", authorization="Bearer operator"
    )

    assert len(in_turn["entries"]) == 3
    assert threaded.json == in_turn
