"""The only reader of environment, clock and randomness: builds what the use cases need, once, at the first request."""

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from functions.adapters.uncollected import uncollected
from functions.ports.deps import Deps
from schemas.catalogue.edition import CURRENT

if TYPE_CHECKING:
    from functions.adapters.outward.electronic_seal import HttpElectronicSeal
    from functions.adapters.outward.platform import HttpProvincePlatform
    from functions.adapters.outward.secrets import Secrets
    from functions.adapters.outward.sign_in import IssuerClient
    from functions.domain.national.owed_messages import ToldPlatform

# Of each service's client, and so as many calls at once.
CONNECTIONS = 16
# For what a sweep puts in line: what is begun by then ends within a call's ten seconds more, before its Lambda does.
BESIDE_SECONDS = 40.0
_installed: list[Deps] = []


def stage() -> str:
    """Which of several side by side this is: `dev`, `prod`; every metric is told by it."""
    return os.environ.get("LIANBAN_STAGE", "local")


class Misconfigured(Exception):
    """A setting that is missing: names the variable. A fault of the deployment, not of a request."""


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """Where people sign in to the pages. `return_to` is our own /signed-in as it is registered there; `has_secret`: the
    secret `sign_in` is ours as its client.
    """

    authorize: str
    token: str
    client_id: str
    return_to: str
    end_session: str | None = None
    has_secret: bool = False


@dataclass(frozen=True, slots=True)
class _Settings:
    """What the template gives every function. `audience`: ours, one or several with commas; `claims`: which claims of a token
    say who somebody is, as JSON (docs/sign-in.md). `routes` is the file that says which office gets which region's items;
    `notices_url` is the message gateway's address, None as long as the province has none for us (待核定).
    """

    table: str
    state_machine_arn: str
    secrets_prefix: str
    jwks_url: str
    issuer: str
    audience: str
    routes: Path
    materials_bucket: str
    notices_url: str | None = None
    shared_data_url: str | None = None
    # None as long as no seal service is connected for us (待核定).
    electronic_seal_url: str | None = None
    # 统一申办受理平台 and 好差评, likewise.
    acceptance_url: str | None = None
    ratings_url: str | None = None
    # Where people open the pages.
    public_address: str = ""
    # Whether the bucket tells of its scan for viruses: `tags`; None: nothing is scanned.
    scanner: str | None = None
    # Of portals elsewhere whose pages may use the interface.
    origins: frozenset[str] = frozenset()
    # None as long as 统一身份认证 is not connected for us (待核定).
    sign_in: SignInSettings | None = None
    claims: str | None = None
    training: bool = False
    # The ledger's table, where it is one that was restored.
    put_back: tuple[str, ...] = ()


def settings(environment: Mapping[str, str]) -> _Settings:
    """Raises Misconfigured."""

    def value(name: str) -> str:
        found = environment.get(name, "")
        if not found:
            raise Misconfigured(name)
        return found

    return _Settings(
        table=value("LIANBAN_TABLE"),
        state_machine_arn=value("LIANBAN_STATE_MACHINE_ARN"),
        secrets_prefix=value("LIANBAN_SECRETS_PREFIX"),
        jwks_url=value("LIANBAN_JWKS_URL"),
        issuer=value("LIANBAN_ISSUER"),
        audience=value("LIANBAN_AUDIENCE"),
        routes=Path(value("LIANBAN_ROUTES")),
        materials_bucket=value("LIANBAN_MATERIALS_BUCKET"),
        notices_url=environment.get("LIANBAN_NOTICES_URL") or None,
        shared_data_url=environment.get("LIANBAN_SHARED_DATA_URL") or None,
        electronic_seal_url=environment.get("LIANBAN_ELECTRONIC_SEAL_URL") or None,
        acceptance_url=environment.get("LIANBAN_ACCEPTANCE_URL") or None,
        ratings_url=environment.get("LIANBAN_RATINGS_URL") or None,
        public_address=environment.get("LIANBAN_SIGN_IN_RETURN_URL", "").removesuffix("/signed-in"),
        scanner=environment.get("LIANBAN_SCANNER") or None,
        origins=_origins(environment.get("LIANBAN_ORIGINS", "")),
        sign_in=_sign_in(environment, value) if environment.get("LIANBAN_SIGN_IN_URL") else None,
        claims=environment.get("LIANBAN_CLAIMS") or None,
        training=environment.get("LIANBAN_TRAINING") == "yes",
        put_back=list_of(environment.get("LIANBAN_RESTORED", "")),
    )


def list_of(text: str) -> tuple[str, ...]:
    """`a,b`, as a template's list comes."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _origins(text: str) -> frozenset[str]:
    return frozenset(one.rstrip("/") for one in list_of(text))


def _sign_in(environment: Mapping[str, str], value: Callable[[str], str]) -> SignInSettings:
    """Raises Misconfigured."""
    return SignInSettings(
        authorize=value("LIANBAN_SIGN_IN_URL"),
        token=value("LIANBAN_SIGN_IN_TOKEN_URL"),
        client_id=value("LIANBAN_SIGN_IN_CLIENT_ID"),
        return_to=value("LIANBAN_SIGN_IN_RETURN_URL"),
        end_session=environment.get("LIANBAN_SIGN_IN_END_SESSION_URL") or None,
        has_secret=environment.get("LIANBAN_SIGN_IN_SECRET") == "yes",
    )


def deps() -> Deps:
    """What was installed by `use`, or AWS as the environment names it."""
    if not _installed:
        with uncollected():
            _installed.append(_on_aws(settings(os.environ)))
    return _installed[0]


def use(installed: Deps | None) -> None:
    """Another platform's adapters, or a test's fakes; None forgets them."""
    _installed[:] = [installed] if installed else []


def now() -> datetime:
    return datetime.now(UTC)


def interpreter() -> Mapping[str, str]:
    """What a process of our own interpreter needs to start: where its libraries are, and no secret of ours."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PATH") if name in os.environ}


def pause(seconds: float) -> None:
    Event().wait(seconds)


def _told_of_failure(line: str, error: Exception) -> None:
    """Of something that was done in line. A message may hold anything."""
    from functions.telemetry.lines import write_line

    write_line("failed in line", {"line": line, "error": type(error).__name__}, level="ERROR")


def _client(given: SignInSettings, secrets: "Secrets") -> "IssuerClient":
    from functions.adapters.outward.secrets import SIGN_IN
    from functions.adapters.outward.sign_in import IssuerClient

    return IssuerClient(
        authorize=given.authorize,
        token=given.token,
        id=given.client_id,
        redirect=given.return_to,
        end_session=given.end_session,
        secret=(lambda: secrets.keys(SIGN_IN)[0]) if given.has_secret else None,
    )


def _seal_service(url: str | None, secrets: "Secrets") -> "HttpElectronicSeal | None":
    if url is None:
        return None
    from functions.adapters.outward.electronic_seal import HttpElectronicSeal
    from functions.adapters.outward.platform_http import PlatformHttp
    from functions.adapters.outward.secrets import ELECTRONIC_SEAL

    return HttpElectronicSeal(PlatformHttp(url, secrets, ELECTRONIC_SEAL, clock=now))


def _platform(url: str | None, secrets: "Secrets", name: "ToldPlatform") -> "HttpProvincePlatform | None":
    if url is None:
        return None
    from functions.adapters.outward.platform import HttpProvincePlatform
    from functions.adapters.outward.platform_http import PlatformHttp

    return HttpProvincePlatform(PlatformHttp(url, secrets, name, clock=now))


def _on_aws(given: _Settings) -> Deps:
    """Imports here, not above: a function pays only for what its platform needs."""
    from functions.adapters import issuer_keys, offices, tokens
    from functions.adapters.at_once import Threads
    from functions.adapters.aws import bounded, client
    from functions.adapters.calendar import working_calendar
    from functions.adapters.case_store.owing import sealed_store
    from functions.adapters.case_store.told import ToldCaseStore
    from functions.adapters.case_store.writes import Backoff
    from functions.adapters.claims import claims_in
    from functions.adapters.cookies import SealedCookies
    from functions.adapters.executions import StepFunctionsExecutions
    from functions.adapters.file_reading.apart import ReadApart
    from functions.adapters.in_line import Threaded
    from functions.adapters.item_codes import item_codes_beside
    from functions.adapters.kept_editions import KeptEditions
    from functions.adapters.materials import S3Materials, signing
    from functions.adapters.new_id import RandomNewId
    from functions.adapters.offices_set import SetOffices
    from functions.adapters.outward.gateway import HttpGateway
    from functions.adapters.outward.notices import HttpNotices
    from functions.adapters.outward.secrets import FORM, CachedSecrets
    from functions.adapters.outward.shared_data import HttpSharedData
    from functions.adapters.outward.sign_in import HttpSignIn
    from functions.adapters.outward.signatures import StandardSignatures
    from functions.adapters.person_key import person_key
    from functions.adapters.recent import RecentRecords
    from functions.adapters.scanner import TagScanner
    from functions.adapters.sealing import Seal
    from functions.adapters.typefaces import S3Typefaces
    from functions.domain.national.owed_messages import ToldPlatform
    from functions.usecases.key_marks import KeyMarks

    config = bounded(CONNECTIONS)
    at_once = Threads(CONNECTIONS)
    secrets = CachedSecrets(client("secretsmanager", config), given.secrets_prefix, now)
    seal = Seal(lambda: secrets.keys(FORM), before=KeyMarks(lambda: store).check)
    told = ToldCaseStore(
        client("dynamodb", config),
        given.table,
        seal=seal,
        backoff=Backoff(sleep=pause, jitter=random.random),
        stage=stage(),
        clock=now,
        at_once=at_once,
    )
    platforms = {
        ToldPlatform.ACCEPTANCE: _platform(given.acceptance_url, secrets, ToldPlatform.ACCEPTANCE),
        ToldPlatform.RATINGS: _platform(given.ratings_url, secrets, ToldPlatform.RATINGS),
    }
    store = sealed_store(told, seal, frozenset(name for name, port in platforms.items() if port))
    table = offices.load_offices(given.routes.read_text(encoding="utf-8"))
    known_offices = SetOffices(table, store, clock=now, guarded=True)
    issued = tokens.IssuerTokens(
        issuer_keys.jwks_at(given.jwks_url),
        audience=list_of(given.audience),
        issuer=given.issuer,
        clock=now,
        names=claims_in(given.claims),
    )
    return Deps(
        store=store,
        check_keys=seal.check,
        cookies=SealedCookies(seal),
        training=given.training,
        origins=given.origins,
        sign_in=HttpSignIn(_client(given.sign_in, secrets)) if given.sign_in else None,
        executions=StepFunctionsExecutions(client("stepfunctions", config), given.state_machine_arn),
        gateway=HttpGateway(secrets, clock=now, training=given.training),
        offices=known_offices,
        signatures=StandardSignatures(secrets, named=known_offices.secrets),
        tokens=issued,
        check_issuer=issued.check,
        editions=KeptEditions(store),
        current_edition=CURRENT,
        calendar=working_calendar(),
        clock=now,
        new_id=RandomNewId(),
        materials=S3Materials(client("s3", config.merge(signing())), given.materials_bucket, clock=now),
        file_reading=ReadApart(interpreter()),
        typefaces=S3Typefaces(client("s3", config), given.materials_bucket),
        codes=item_codes_beside(given.routes),
        scanner=TagScanner(client("s3", config), given.materials_bucket) if given.scanner else None,
        notices=HttpNotices(given.notices_url, secrets, clock=now) if given.notices_url else None,
        person_key=person_key(secrets),
        shared_data=HttpSharedData(given.shared_data_url, secrets, clock=now)
        if given.shared_data_url
        else None,
        electronic_seal=_seal_service(given.electronic_seal_url, secrets),
        acceptance=platforms[ToldPlatform.ACCEPTANCE],
        ratings=platforms[ToldPlatform.RATINGS],
        public_address=given.public_address,
        put_back=given.put_back,
        at_once=at_once,
        in_line=Threaded(failed=_told_of_failure, seconds=BESIDE_SECONDS),
        recent=RecentRecords(store, clock=now),
    )
