"""The simulated world on AWS's adapters: a DynamoDB ledger, secrets and Step Functions' client, each call recorded."""

import base64
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
from moto import mock_aws

from functions import bootstrap
from functions.adapters.case_store.owing import sealed_store
from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.executions import StepFunctionsExecutions
from functions.adapters.outward.secrets import FORM, NOTICES, CachedSecrets
from functions.adapters.outward.signatures import StandardSignatures
from functions.adapters.sealing import Seal
from functions.ports.case_store import CaseStore
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.key_marks import KeyMarks
from infra.package.functions import TABLE as DESCRIBED
from schemas.codes import Department
from schemas.office.dispatches import Message
from tests.deploy.recording import Recorder, served
from tests.support.api_deps import Badges
from tests.support.simulation.outside import watch_all
from tests.support.simulation.stores import Durable
from tests.support.simulation.weather import Weather
from tests.support.simulation.world import World

REGION, TABLE, PREFIX = "cn-north-1", "lianban", "lianban/test/"
MACHINE = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:lianban-test:live"
SEAL = base64.urlsafe_b64encode(b"k" * 32).decode()
WEBHOOK_KEY = "whsec_" + base64.b64encode(b"w" * 24).decode()
BACKOFF = Backoff(lambda _: None, lambda: 0.0)
NOT_KEPT = timedelta(0)


class SignedOffices:
    """The scripted offices, reached as the gateway reaches them: with the department's keys read first."""

    def __init__(self, inner: Any, secrets: CachedSecrets) -> None:
        self._inner, self._secrets = inner, secrets

    def send(self, office: Office, message: Message, *, key: str) -> None:
        self._secrets.keys(office.department)
        self._inner.send(office, message, key=key)


class SignedNotices:
    """Likewise the message gateway."""

    def __init__(self, inner: Any, secrets: CachedSecrets) -> None:
        self._inner, self._secrets = inner, secrets

    def __getattr__(self, name: str) -> Any:
        self._secrets.keys(NOTICES)
        return getattr(self._inner, name)


class AwsWorld:
    """`world.deps` goes through the adapters and is recorded; `world.durable` looks at the same table unseen."""

    def __init__(self, rng: random.Random) -> None:
        self._make_table()
        durable = Durable()
        self.clock = durable.clock
        # What checks look at is nobody's call.
        durable.store = self._store(self._client("dynamodb"), Seal(lambda: (SEAL,)))
        weather = Weather(
            busy=0.03,
            stale=0.03,
            sweep_every=timedelta(hours=12),
            by_hand=frozenset({Department.HEALTHCARE_SECURITY}),
        )
        self.world = World(rng, durable, weather)
        self.recorder = Recorder(lambda: self.world.outside.present)
        self.secrets = CachedSecrets(
            self.recorder.watch(self._client("secretsmanager")), PREFIX, self.world.clock, keep=NOT_KEPT
        )
        self._put_secrets()
        self.deps = self._deps()
        self.world.process.deps = watch_all(self.deps, self.world.outside)
        bootstrap.use(self.world.process.deps)

    def _deps(self) -> Deps:
        seal = Seal(lambda: self.secrets.keys(FORM), before=KeyMarks(lambda: store).check)
        store = self._store(self.recorder.watch(self._client("dynamodb")), seal)
        engine = served(self.recorder.watch(self._client("stepfunctions")), lambda: self.world.runner)
        return replace(
            self.world.deps,
            store=store,
            executions=StepFunctionsExecutions(engine, MACHINE),
            gateway=SignedOffices(self.world.offices, self.secrets),
            signatures=StandardSignatures(self.secrets),
            notices=SignedNotices(self.world.notices, self.secrets),
            tokens=Badges(),
        )  # fmt: skip

    def _store(self, client: Any, seal: Seal) -> CaseStore:
        """With what stands around it in life: free texts are sealed, so that whoever reads a case opens them."""
        plain = DynamoCaseStore(client, TABLE, seal=seal, backoff=BACKOFF, clock=self.clock)
        return sealed_store(plain, seal, frozenset())

    def _make_table(self) -> None:
        described: dict[str, Any] = json.loads(DESCRIBED.read_text("utf-8"))
        self._client("dynamodb").create_table(TableName=TABLE, **described)

    def _put_secrets(self) -> None:
        client = self._client("secretsmanager")
        for name in (*Department, NOTICES, FORM):
            keys = [SEAL] if name == FORM else [WEBHOOK_KEY]
            client.create_secret(Name=f"{PREFIX}{name}", SecretString=json.dumps({"keys": keys}))

    def _client(self, service: Any) -> Any:
        return boto3.client(service, REGION, aws_access_key_id="none", aws_secret_access_key="none")


@contextmanager
def aws_world(seed: int) -> Iterator[AwsWorld]:
    with mock_aws():
        try:
            yield AwsWorld(random.Random(seed))
        finally:
            bootstrap.use(None)
