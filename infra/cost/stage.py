"""One case on AWS's adapters: the real interface, Lambdas, state machine and DynamoDB ledger, on moto, at a clock of its own.

Step Functions is the embedded runner, which interprets the same definition and is held to the same scenarios.
"""

import base64
import io
import json
import random
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
from chalice.test import Client
from moto import mock_aws

from functions import bootstrap, handlers, tasks
from functions.adapters.calendar import working_calendar
from functions.adapters.case_store.bodies import case_id_in
from functions.adapters.case_store.rows import ITEM_SK, NEWS_SHARD
from functions.adapters.case_store.sealed import SealedTexts
from functions.adapters.case_store.told import ToldCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.materials import S3Materials, signing
from functions.adapters.new_id import ALPHABET, RANDOM_CHARACTERS, SECRET_BYTES, with_check
from functions.adapters.offices import TableOffices
from functions.adapters.sealing import Seal
from functions.domain.case.access import Person, Principal
from functions.lambda_names import OF_THE_MACHINE
from functions.on_aws import ASKED_EVERY
from functions.ports.case_store import NewsMark
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.signatures import KeyMark
from functions.usecases.upkeep.news import COMES_LATE, tell_marks
from functions.usecases.upkeep.sweep_report import SweepReport
from infra.cost.counting import CountingClient, CountingExecutions, Meter
from infra.cost.offices import RoundsScript, ScriptedOffices
from infra.cost.prices import price_list
from infra.cost.units import indexes_of
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from schemas.catalogue.edition import CURRENT
from schemas.codes import CHINESE, Department, Role
from schemas.wire import PROVINCE

_TABLE, REGION = "lianban", "us-east-1"
TABLE_FILE = Path(__file__).parents[1] / "table.json"
# A working Monday, nine in the morning in China.
START = datetime(2026, 11, 30, 1, tzinfo=UTC)
CONTEXT = SimpleNamespace(aws_request_id="request")
MINUTE = timedelta(minutes=1)


class Badge:
    """Whoever asks is the applicant: what is measured lies behind the door."""

    def principal(self, authorization: str | None) -> Principal:
        return Principal("applicant-1", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))


class Seals:
    """Every delivery is authentic."""

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        return headers["webhook-id"]

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        return "v1,"

    def marks(self, secrets: Iterable[str]) -> tuple[KeyMark, ...]:
        """Nobody asks."""
        return ()


class DrawnNewId:
    """As long as real ids and as hard to compress, but the same in each measurement: rows are compressed, and a row that
    another id makes a byte longer may be billed as one unit more.
    """

    def __init__(self) -> None:
        self._draw = random.Random(2)

    def case_id(self) -> str:
        return str(uuid.UUID(int=self._draw.getrandbits(128), version=4))

    def secret(self) -> str:
        return base64.urlsafe_b64encode(self._draw.randbytes(SECRET_BYTES)).decode().rstrip("=")

    def reference(self, on: date) -> str:
        return with_check(on, "".join(self._draw.choices(ALPHABET, k=RANDOM_CHARACTERS)))


class CostStage:
    def __init__(self, script: RoundsScript, client: Any) -> None:
        self.now = START
        self._swept = START - MINUTE
        self._told: set[str] = set()
        self.meter = Meter()
        self.log = io.StringIO()
        self._client = client
        self._draw = random.Random(1)
        self.offices = ScriptedOffices(script, lambda: self.now)
        machine = definition({"partition": "aws", **{name: name for name in OF_THE_MACHINE}})
        self.runner = Runner(
            machine,
            invoke=self._task,
            clock=lambda: self.now,
            new_token=self._token,
            jitter=lambda most: most,
        )
        self.deps = self._deps(machine)

    def _deps(self, machine: dict[str, Any]) -> Deps:
        described = json.loads(TABLE_FILE.read_text("utf-8"))
        self._client.create_table(TableName=_TABLE, **described)
        counting: Any = CountingClient(self._client, _TABLE, indexes_of(described), self.meter)
        self._rows = counting.rows
        key = base64.urlsafe_b64encode(b"k" * 32).decode()
        seal = Seal(lambda: (key,))
        backoff = Backoff(lambda _: None, lambda: 0.0)
        store = ToldCaseStore(
            counting, _TABLE, seal=seal, backoff=backoff, clock=lambda: self.now, stage="cost"
        )
        return Deps(
            store=SealedTexts(store, seal),
            executions=CountingExecutions(RunnerExecutions(self.runner, definition=machine), self.meter),
            gateway=self.offices,
            offices=TableOffices(_routes()),
            signatures=Seals(),
            tokens=Badge(),
            editions=KeptEditions(store),
            current_edition=CURRENT,
            calendar=working_calendar(),
            clock=lambda: self.now,
            new_id=DrawnNewId(),
            materials=S3Materials(
                _session().client("s3", config=signing()), "materials", clock=lambda: self.now
            ),
            asked_every=ASKED_EVERY,
        )

    def _token(self) -> str:
        """As long as a real one, and as hard to compress."""
        length = price_list()["assumed"]["token_characters"]
        return base64.b64encode(self._draw.randbytes(length * 3 // 4)).decode()

    def _task(self, function: str, payload: dict[str, Any]) -> Any:
        self.meter.lambdas["machine"] += 1
        return getattr(handlers, function)(payload, CONTEXT)

    def request(self, method: str, path: str, body: str = "", **headers: str) -> Any:
        """Raises AssertionError if it is refused: then what is measured is not what was meant."""
        from app import app

        given = {"content-type": "application/json", "idempotency-key": "key-0001", **headers}
        with self.meter.doing("api"):
            self.meter.lambdas["api"] += 1
            response = Client(app).http.request(
                method, path, headers={name.replace("_", "-"): value for name, value in given.items()},
                body=body.encode(),
            )  # fmt: skip
        assert response.status_code < 300, response.body
        return response.json_body

    def submit(self, application: bytes) -> str:
        return str(self.request("POST", "/v1/cases", application.decode())["case_id"])

    def work(self) -> None:
        """Until nothing is left to do at this moment."""
        self.runner.run_until_idle()
        while self.offices.deliveries and self.offices.deliveries[0].at <= self.now:
            one = self.offices.take()
            self.request(
                "POST", f"/v1/departments/{one.department}/answers", one.body, webhook_id=one.webhook_id
            )
            self.runner.run_until_idle()
        sweep = self._next_sweep()
        if sweep is not None and sweep <= self.now:
            self.sweep()
            self.runner.run_until_idle()

    def sweep(self) -> None:
        self._swept = self.now
        with self.meter.doing("sweep"):
            self.meter.lambdas["sweep"] += 1
            handlers.handle(tasks.sweep, "sweep", {}, CONTEXT)

    def clear(self) -> None:
        """What was used up to now is not counted."""
        self.meter.clear()
        self.log.truncate(0)
        self.log.seek(0)

    def move(self, *, until: datetime | None = None) -> None:
        """To the next moment at which something happens; the schedule sweeps on the minute."""
        deliveries = [self.offices.deliveries[0].at] if self.offices.deliveries else []
        moments = [*deliveries, self.runner.next_due(), self._next_sweep(), until]
        self.now = max(self.now, min(moment for moment in moments if moment is not None))

    def _next_sweep(self) -> datetime | None:
        """The first minute at which something is due. Sweeps that find nothing are the same for one case and a million."""
        debts = [_check_at(row) for row in self._rows.values() if "check_at" in row and not _is_mark(row)]
        marks = [_check_at(row) + COMES_LATE for row in self._rows.values() if _is_mark(row)]
        found = (*debts, *(passed for passed in marks if passed > self._swept))
        if not found:
            return None
        return _on_the_minute(max(min(found), self._swept + MINUTE))

    def tell_news(self) -> None:
        """What a sweep does of the mark of each outcome: alone, for offices answer hours apart."""
        marked = {key for key, row in self._rows.items() if _is_mark(row)} - self._told
        with self.meter.doing("sweep"):
            for key in sorted(marked):
                row, report = self._rows[key], SweepReport(1, Counter(), Counter())
                code = row["sk"]["S"].removeprefix(ITEM_SK)
                tell_marks([NewsMark(_check_at(row), case_id_in(row), code)], self.deps, report)
                assert report == SweepReport(1, Counter(), Counter()), "the engine had not been told"
        self._told |= marked

    def transitions(self, case_id: str) -> int:
        """States entered, as Step Functions bills them, and every retry."""
        kinds = [event.kind for event in self.runner.history(f"{case_id}-1")]
        entered = sum(kind.endswith("StateEntered") for kind in kinds)
        return entered + self.meter.lambdas["machine"] - kinds.count("TaskStateEntered")


@cache
def _session() -> boto3.Session:
    """One for all cases: each reads the services' models anew."""
    return boto3.Session(aws_access_key_id="none", aws_secret_access_key="none")


@contextmanager
def staged(script: RoundsScript) -> Iterator[CostStage]:
    with mock_aws():
        stage = CostStage(script, _session().client("dynamodb", REGION))
        bootstrap.use(stage.deps)
        try:
            with redirect_stdout(stage.log):
                yield stage
        finally:
            bootstrap.use(None)


def _on_the_minute(at: datetime) -> datetime:
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE


def _check_at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["check_at"]["S"])


def _is_mark(row: dict[str, Any]) -> bool:
    return "shard" in row and int(row["shard"]["N"]) >= NEWS_SHARD


def _routes() -> dict[tuple[Department, str], Office]:
    return {
        (department, PROVINCE): Office(department, f"{department}-440000".replace("_", "-"), CHINESE[department], "https://office.example")
        for department in Department
    }  # fmt: skip
