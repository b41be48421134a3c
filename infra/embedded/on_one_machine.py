"""Every port on one machine, over its folder: what functions/on_aws.py is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions import bootstrap
from functions.adapters.case_store.owing import sealed_store
from functions.adapters.case_store.sealed import SealedTexts
from functions.adapters.cookies import SealedCookies
from functions.adapters.file_reading.apart import ReadApart
from functions.adapters.holidays import calendar_beside
from functions.adapters.in_line import Threaded
from functions.adapters.issuer_keys import jwks_at
from functions.adapters.item_codes import item_codes_beside
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.new_id import RandomNewId
from functions.adapters.offices import TableOffices, read_offices
from functions.adapters.offices_set import SetOffices
from functions.adapters.outward.clamd import Clamd
from functions.adapters.outward.gateway import HttpGateway
from functions.adapters.outward.secrets import FORM
from functions.adapters.outward.services import Services, services_at
from functions.adapters.outward.sign_in import HttpSignIn
from functions.adapters.outward.signatures import StandardSignatures
from functions.adapters.person_key import person_key
from functions.adapters.sealing import Seal
from functions.adapters.tokens import IssuerTokens
from functions.domain.errors import SealKeysMissing
from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.deps import Clock, Deps
from functions.ports.executions import Executions
from functions.usecases.key_marks import KeyMarks
from functions.usecases.office.unknown_here import restoration_noted
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import every_record
from infra.embedded.case_store.told import ToldSqliteStore
from infra.embedded.issuer import Issuer
from infra.embedded.log import told_of_failure
from infra.embedded.materials import FolderMaterials
from infra.embedded.safety import has_room
from infra.embedded.secrets import FRESH_SECONDS, LEDGER, FileSecrets
from infra.embedded.services import services_named
from infra.embedded.settings import SANDBOX_ADDRESS, Settings
from infra.embedded.sign_in import EmbeddedSignIn, sign_in_of
from infra.embedded.typefaces import FolderTypefaces
from schemas.catalogue.edition import CURRENT


@dataclass(frozen=True, slots=True)
class MachineLedger:
    """The file, and the same sealed: what is seen by others."""

    file: ToldSqliteStore
    store: SealedTexts
    seal: Seal


@dataclass(frozen=True, slots=True)
class OneMachine:
    """What use cases reach, and of its parts those that are served at addresses of their own or end with the process."""

    deps: Deps
    ledger: ToldSqliteStore
    materials: FolderMaterials
    issuer: Issuer | None
    in_line: Threaded
    gateway: HttpGateway
    services: Services
    sign_in: EmbeddedSignIn | HttpSignIn | None

    def close(self) -> None:
        """After whoever works with it has ended."""
        self.gateway.close()
        self.services.close()
        if isinstance(self.sign_in, HttpSignIn):
            self.sign_in.close()
        self.ledger.close()


def on_one_machine(settings: Settings, executions: Executions, clock: Clock) -> OneMachine:
    """Raises SealKeysMissing, RecordUnreadable, SecretUnusable, BadRoutes, BadHolidays, and ValueError for an address that
    is none."""
    secrets = FileSecrets(settings.folder / "secrets.json", fresh=FRESH_SECONDS)
    # Before there is a ledger: from then on keys are never made again.
    secrets.keys(FORM)
    issuer = Issuer(settings.folder, clock=clock) if settings.is_own_issuer else None
    sign_in = sign_in_of(settings, issuer, secrets)
    services = services_at(services_named(settings), secrets, clock)
    ledger = _ledger(settings, secrets, services.told, clock)
    store = ledger.store
    gateway = HttpGateway(secrets, clock=clock, training=settings.training)
    materials = _materials(settings, secrets, ledger.seal, clock)
    in_line = Threaded(failed=told_of_failure)
    tokens = _tokens(settings, issuer, clock)
    offices = SetOffices(_offices(settings), store, clock=clock, guarded=False)
    noted = tuple(every_record(store, RESTORED))
    restoration = restoration_noted(noted)
    deps = Deps(
        store=store,
        executions=executions,
        gateway=gateway,
        offices=offices,
        signatures=StandardSignatures(secrets, named=offices.secrets, is_in_doubt=offices.is_in_doubt),
        tokens=tokens,
        editions=KeptEditions(store),
        current_edition=CURRENT,
        calendar=calendar_beside(settings.routes),
        clock=clock,
        new_id=RandomNewId(),
        materials=materials,
        file_reading=ReadApart(bootstrap.interpreter()),
        typefaces=FolderTypefaces(settings.folder),
        scanner=Clamd(settings.scanner) if settings.scanner else None,
        notices=services.notices,
        private_endpoints=True,
        shared_data=services.shared_data,
        electronic_seal=services.electronic_seal,
        acceptance=services.platforms[ToldPlatform.ACCEPTANCE],
        ratings=services.platforms[ToldPlatform.RATINGS],
        put_back=tuple(one.key for one in noted),
        restored_of=restoration.of if restoration else None,
        public_address=(settings.public or settings.address).rstrip("/"),
        person_key=person_key(secrets),
        codes=item_codes_beside(settings.routes),
        in_line=in_line,
        check_notes=ledger.file.check_notes,
        check_keys=ledger.seal.check,
        check_issuer=tokens.check,
        began=clock(),
        has_room=lambda: has_room(settings),
        cookies=SealedCookies(ledger.seal),
        sign_in=sign_in,
        origins=frozenset(settings.origins),
        training=settings.training,
        plain_http=(settings.public or settings.address).startswith("http://"),
    )
    return OneMachine(deps, ledger.file, materials, issuer, in_line, gateway, services, sign_in)


def _ledger(
    settings: Settings, secrets: FileSecrets, told: frozenset[ToldPlatform], clock: Clock
) -> MachineLedger:
    """Raises SealKeysMissing."""
    marks = KeyMarks(lambda: store)

    def before_sealing(keys: Sequence[str]) -> None:
        secrets.check()
        marks.check(keys)

    seal = Seal(lambda: secrets.keys(FORM), before=before_sealing)
    file = ToldSqliteStore(settings.folder / LEDGER, seal=seal, clock=clock)
    store = sealed_store(file, seal, told)
    try:
        seal.check()
    except SealKeysMissing:
        file.close()
        raise
    return MachineLedger(file, store, seal)


def _materials(settings: Settings, secrets: FileSecrets, seal: Seal, clock: Clock) -> FolderMaterials:
    return FolderMaterials(
        settings.folder / "materials",
        address=settings.public or settings.address,
        seal=seal,
        keys=lambda: secrets.keys(FORM),
        clock=clock,
    )


def _tokens(settings: Settings, issuer: Issuer | None, clock: Clock) -> IssuerTokens:
    fetch = issuer.jwks if issuer is not None else jwks_at(settings.jwks or "")
    return IssuerTokens(
        fetch,
        audience=settings.audience,
        issuer=settings.issuer,
        clock=clock,
        names=settings.claims,
    )


def _offices(settings: Settings) -> TableOffices:
    """The table of routes; where it says the sandbox's usual address, this machine's sandbox may be elsewhere."""
    return read_offices(settings.routes, lambda text: text.replace(SANDBOX_ADDRESS, settings.sandbox))
