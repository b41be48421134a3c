"""The simulated world on AWS: the ports that life builds there, on clients of which each call is recorded."""

import base64
import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from moto import mock_aws

from functions import bootstrap
from functions.adapters.case_store.owing import sealed_store
from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.offices_set import SetOffices
from functions.adapters.outward.secrets import ELECTRONIC_SEAL, FORM, NOTICES, SHARED_DATA, SIGN_IN
from functions.adapters.outward.services import ServiceAddresses
from functions.adapters.outward.sign_in import SignInSettings
from functions.adapters.sealing import Seal
from functions.aws_settings import AwsSettings
from functions.domain.national.owed_messages import ToldPlatform
from functions.on_aws import Surroundings, on_aws
from functions.ports.case_store import CaseStore
from functions.ports.deps import Deps, Here, in_turn, nobody_issues, one_by_one
from infra.package.functions import TABLE as DESCRIBED
from infra.package.shipped import ROOT
from schemas.codes import Department
from schemas.office.routes import OfficeMode
from tests.deploy.aws_files import SentFiles
from tests.deploy.recording import Recorder, served
from tests.deploy.scripted import NOBODY, Rehearsed, RehearsedOffices
from tests.support.api_deps import Badges
from tests.support.aws import kept_session
from tests.support.fakes.electronic_seal import FakeElectronicSeal
from tests.support.fakes.file_reading import FakeFileReading
from tests.support.fakes.new_id import FakeNewId
from tests.support.fakes.offices import FakeOffices
from tests.support.fakes.platform import FakePlatform
from tests.support.fakes.shared_data import FakeSharedData
from tests.support.simulation.outside import watch_all
from tests.support.simulation.program import edition
from tests.support.simulation.stores import Durable
from tests.support.simulation.weather import Weather
from tests.support.simulation.world import World

REGION, TABLE, BUCKET, PREFIX = "cn-north-1", "lianban", "materials", "lianban/test/"
MACHINE = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:lianban-test:live"
SEAL = base64.urlsafe_b64encode(b"k" * 32).decode()
WEBHOOK_KEY = "whsec_" + base64.b64encode(b"w" * 24).decode()
BACKOFF = Backoff(lambda _: None, lambda: 0.0)
NOT_KEPT = timedelta(0)
SECRETS = (*Department, NOTICES, SHARED_DATA, ELECTRONIC_SEAL, *ToldPlatform, SIGN_IN)
# Everything that a stage may be connected to is.
SETTINGS = AwsSettings(
    table=TABLE,
    state_machine_arn=MACHINE,
    secrets_prefix=PREFIX,
    jwks_url=f"{NOBODY}/jwks",
    issuer="issuer",
    audience="lianban",
    routes=ROOT / "infra" / "routes.toml",
    materials_bucket=BUCKET,
    services=ServiceAddresses(*[NOBODY] * 5),
    public_address="https://lianban.example",
    scanner="tags",
    sign_in=SignInSettings(
        authorize="https://issuer.example/authorize",
        token=f"{NOBODY}/token",
        client_id="lianban",
        return_to="https://lianban.example/signed-in",
        has_secret=True,
    ),
)
# In what this world is not as life builds it, and why that hides no call of AWS. All else is life's own.
NOT_AS_IN_LIFE: Mapping[str, str] = {
    "gateway": "offices are scripted, behind the real one up to the wire",
    "notices": "likewise",
    "shared_data": "likewise",
    "electronic_seal": "likewise",
    "acceptance": "likewise",
    "ratings": "likewise",
    "offices": "the simulation's table of routes instead of the file, in the same way over the same ledger",
    "editions": "the simulation's, kept in the same ledger: fewer are shipped, so that more is read there",
    "tokens": "nobody signs in at an issuer, which is not on AWS",
    "check_issuer": "likewise",
    "new_id": "numbers in turn, so that each run is the same",
    "at_once": "the same calls one after the other, so that each run is the same",
    "looks": "likewise",
    "in_line": "likewise",
    "file_reading": "a process of its own reads a file, and calls nobody",
}


class AwsWorld:
    """`world.deps` are life's ports (`life`) but for those; `world.durable` looks at the same table unseen."""

    def __init__(self, rng: random.Random) -> None:
        self._make_places()
        durable = Durable()
        self.clock = durable.clock
        # What checks look at, and what clients put into the bucket, is nobody's call.
        durable.store = self._unseen_store()
        durable.materials = SentFiles(self._client("s3"), BUCKET)
        weather = Weather(
            busy=0.03,
            stale=0.03,
            sweep_every=timedelta(hours=12),
            by_hand=frozenset({Department.HEALTHCARE_SECURITY}),
        )
        self.world = World(rng, durable, weather)
        self.recorder = Recorder(lambda: self.world.outside.present)
        self.seals = FakeElectronicSeal()
        self.life = on_aws(SETTINGS, self._surroundings())
        self.deps = self._deps()
        self.world.process.deps = watch_all(self.deps, self.world.outside)
        bootstrap.use(self.world.process.deps)

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            stage="test",
            interpreter={},
            clock=self.clock,
            pause=lambda _: None,
            jitter=lambda: 0.0,
            client=self._watched,
            keep_secrets=NOT_KEPT,
        )

    def _deps(self) -> Deps:
        life, world = self.life, self.world
        modes: dict[Department, OfficeMode] = dict.fromkeys(world.weather.by_hand, "worklist")
        return replace(
            life,
            gateway=RehearsedOffices(life.gateway, world.offices),
            notices=Rehearsed(life.notices, world.notices),
            shared_data=Rehearsed(life.shared_data, FakeSharedData()),
            electronic_seal=Rehearsed(life.electronic_seal, self.seals),
            acceptance=Rehearsed(life.acceptance, FakePlatform()),
            ratings=Rehearsed(life.ratings, FakePlatform()),
            offices=SetOffices(FakeOffices(modes=modes), life.store, clock=self.clock, guarded=True),
            editions=KeptEditions(life.store, load=edition),
            tokens=Badges(),
            check_issuer=nobody_issues,
            new_id=FakeNewId(),
            at_once=in_turn,
            looks=one_by_one,
            in_line=Here(),
            file_reading=FakeFileReading(),
        )

    def _watched(self, service: str, config: Any) -> Any:
        client = self.recorder.watch(self._client(service, config))
        return served(client, lambda: self.world.runner) if service == "stepfunctions" else client

    def _unseen_store(self) -> CaseStore:
        seal = Seal(lambda: (SEAL,))
        plain = DynamoCaseStore(self._client("dynamodb"), TABLE, seal=seal, backoff=BACKOFF, clock=self.clock)
        return sealed_store(plain, seal, frozenset(ToldPlatform))

    def _make_places(self) -> None:
        described: dict[str, Any] = json.loads(DESCRIBED.read_text("utf-8"))
        self._client("dynamodb").create_table(TableName=TABLE, **described)
        here: Any = {"LocationConstraint": REGION}
        self._client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=here)
        secrets = self._client("secretsmanager")
        for name, key in {**dict.fromkeys(SECRETS, WEBHOOK_KEY), FORM: SEAL}.items():
            secrets.create_secret(Name=f"{PREFIX}{name}", SecretString=json.dumps({"keys": [key]}))

    def _client(self, service: Any, config: Any = None) -> Any:
        return kept_session().client(service, REGION, config=config)


@contextmanager
def aws_world(seed: int) -> Iterator[AwsWorld]:
    with mock_aws():
        try:
            yield AwsWorld(random.Random(seed))
        finally:
            bootstrap.use(None)
