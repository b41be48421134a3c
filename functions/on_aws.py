"""Every port on AWS. Imported by the first request there: one machine has none of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from functions.adapters.at_once import Abreast, Threads
from functions.adapters.aws import bounded, client
from functions.adapters.case_store.owing import sealed_store
from functions.adapters.case_store.told import ToldCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.claims import claims_in
from functions.adapters.cookies import SealedCookies
from functions.adapters.executions import StepFunctionsExecutions
from functions.adapters.file_reading.apart import ReadApart
from functions.adapters.holidays import calendar_beside
from functions.adapters.in_line import Threaded
from functions.adapters.issuer_keys import jwks_at
from functions.adapters.item_codes import item_codes_beside
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.materials import S3Materials, signing
from functions.adapters.new_id import RandomNewId
from functions.adapters.offices import read_offices
from functions.adapters.offices_set import SetOffices
from functions.adapters.outward.gateway import HttpGateway
from functions.adapters.outward.secrets import FORM, KEEP_SECRETS, CachedSecrets
from functions.adapters.outward.services import services_at
from functions.adapters.outward.sign_in import sign_in_at
from functions.adapters.outward.signatures import StandardSignatures
from functions.adapters.person_key import person_key
from functions.adapters.recent import RecentRecords
from functions.adapters.scanner import TagScanner
from functions.adapters.sealing import Seal
from functions.adapters.tokens import IssuerTokens
from functions.adapters.typefaces import S3Typefaces
from functions.aws_settings import AwsSettings
from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.deps import OWN_LINES, Clock, Deps
from functions.telemetry.lines import write_line
from functions.usecases.key_marks import KeyMarks
from schemas.catalogue.edition import CURRENT
from schemas.codes import Department

if TYPE_CHECKING:
    from botocore.config import Config

# As many calls at once.
CONNECTIONS = 16
# As many looks of a sweep side by side: as many as its Lambda has processor for (infra/functions.toml).
LOOKS_AT_ONCE = 8
# Step Functions tells of ten runs a second, of everybody (docs/performance.md): that of a case that is well is asked for once
# a day. Of those that end badly it tells by itself (run_ended in functions/tasks.py).
ASKED_EVERY = 4
# What stands in line has a thread each: a department's calls, orders for many, and our own.
LINE_THREADS = len(Department) + 1 + len(OWN_LINES)
# For what a sweep puts in line: what is begun by then ends within a call's ten seconds more, before its Lambda does.
BESIDE_SECONDS = 40.0
# For its looks, of a backlog of any length, from its beginning: a quarter of its time is left for what comes behind them.
LOOK_WITHIN = timedelta(seconds=BESIDE_SECONDS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What only bootstrap reads. `stage`: every metric is told by it; `interpreter`: what a process of our own needs.

    `client` and `keep_secrets` are others where every call is to be seen (tests/deploy/aws_world.py).
    """

    stage: str
    interpreter: Mapping[str, str]
    clock: Clock
    pause: Callable[[float], None]
    jitter: Callable[[], float]
    client: Callable[[str, "Config"], Any] = client
    keep_secrets: timedelta = KEEP_SECRETS


def on_aws(given: AwsSettings, around: Surroundings) -> Deps:
    clock, client = around.clock, around.client
    config = bounded(CONNECTIONS + LOOKS_AT_ONCE + LINE_THREADS)
    at_once = Threads(CONNECTIONS)
    secrets = CachedSecrets(
        client("secretsmanager", config), given.secrets_prefix, clock, keep=around.keep_secrets
    )
    services = services_at(given.services, secrets, clock)
    seal = Seal(lambda: secrets.keys(FORM), before=KeyMarks(lambda: store).check)
    told = ToldCaseStore(
        client("dynamodb", config),
        given.table,
        seal=seal,
        backoff=Backoff(sleep=around.pause, jitter=around.jitter),
        stage=around.stage,
        clock=clock,
        at_once=at_once,
    )
    store = sealed_store(told, seal, services.told)
    offices = SetOffices(read_offices(given.routes), store, clock=clock, guarded=True)
    tokens = _tokens(given, clock)
    return Deps(
        store=store,
        check_keys=seal.check,
        cookies=SealedCookies(seal),
        training=given.training,
        origins=given.origins,
        sign_in=sign_in_at(given.sign_in, secrets) if given.sign_in else None,
        executions=StepFunctionsExecutions(client("stepfunctions", config), given.state_machine_arn),
        gateway=HttpGateway(secrets, clock=clock, training=given.training),
        offices=offices,
        signatures=StandardSignatures(secrets, named=offices.secrets, is_in_doubt=offices.is_in_doubt),
        tokens=tokens,
        check_issuer=tokens.check,
        editions=KeptEditions(store),
        current_edition=CURRENT,
        calendar=calendar_beside(given.routes),
        clock=clock,
        new_id=RandomNewId(),
        materials=S3Materials(client("s3", config.merge(signing())), given.materials_bucket, clock=clock),
        file_reading=ReadApart(around.interpreter),
        typefaces=S3Typefaces(client("s3", config), given.materials_bucket),
        codes=item_codes_beside(given.routes),
        scanner=TagScanner(client("s3", config), given.materials_bucket) if given.scanner else None,
        person_key=person_key(secrets),
        notices=services.notices,
        shared_data=services.shared_data,
        electronic_seal=services.electronic_seal,
        acceptance=services.platforms[ToldPlatform.ACCEPTANCE],
        ratings=services.platforms[ToldPlatform.RATINGS],
        public_address=given.public_address,
        put_back=given.put_back,
        at_once=at_once,
        looks=Abreast(LOOKS_AT_ONCE),
        look_within=LOOK_WITHIN,
        asked_every=ASKED_EVERY,
        in_line=Threaded(failed=_told_of_failure, seconds=BESIDE_SECONDS),
        recent=RecentRecords(store, clock=clock),
    )


def _tokens(given: AwsSettings, clock: Clock) -> IssuerTokens:
    return IssuerTokens(
        jwks_at(given.jwks_url),
        audience=given.audience,
        issuer=given.issuer,
        clock=clock,
        names=claims_in(given.claims),
    )


def _told_of_failure(line: str, error: Exception) -> None:
    """Of something that was done in line. A message may hold anything."""
    write_line("failed in line", {"line": line, "error": type(error).__name__}, level="ERROR")
