"""The embedded platform: every port on this one machine, and the threads that keep cases moving.

Nothing but the folder outlives the process: at the start the sweep continues every open case from its ledger.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Any

from functions import bootstrap, tasks
from functions.adapters.calendar import working_calendar
from functions.adapters.case_store.owing import sealed_store
from functions.adapters.cookies import SealedCookies
from functions.adapters.file_reading.apart import ReadApart
from functions.adapters.in_line import Threaded
from functions.adapters.issuer_keys import jwks_at
from functions.adapters.item_codes import item_codes_beside
from functions.adapters.kept_editions import KeptEditions
from functions.adapters.new_id import RandomNewId
from functions.adapters.offices import TableOffices, load_offices
from functions.adapters.offices_set import SetOffices
from functions.adapters.outward.clamd import Clamd
from functions.adapters.outward.gateway import HttpGateway
from functions.adapters.outward.notices import HttpNotices
from functions.adapters.outward.secrets import FORM
from functions.adapters.outward.shared_data import HttpSharedData
from functions.adapters.outward.signatures import StandardSignatures
from functions.adapters.person_key import person_key
from functions.adapters.sealing import Seal
from functions.adapters.tokens import IssuerTokens
from functions.domain.errors import SealKeysMissing
from functions.domain.national.owed_messages import ToldPlatform
from functions.lambda_names import OF_THE_MACHINE
from functions.ports.deps import Clock, Deps
from functions.telemetry.lines import count_into, only_count
from functions.telemetry.metrics import sweep_count
from functions.usecases.key_marks import KeyMarks
from functions.usecases.office.unknown_here import restoration_noted
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import every_record
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.upkeep.sweep_report import SweepReport
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from infra.embedded.bulkheads import OWN, OfficeParts, line_of, workers_of
from infra.embedded.case_store.told import ToldSqliteStore
from infra.embedded.executions import RunnerExecutions
from infra.embedded.issuer import Issuer
from infra.embedded.log import logger, told_of_failure
from infra.embedded.materials import FolderMaterials
from infra.embedded.province import platforms_told, seal_service_of
from infra.embedded.safety import has_room, mark_training
from infra.embedded.secrets import FRESH_SECONDS, LEDGER, FileSecrets
from infra.embedded.seen.numbers import Numbers
from infra.embedded.settings import NONE, SANDBOX_ADDRESS, Settings
from infra.embedded.sign_in import EmbeddedSignIn, sign_in_of
from infra.embedded.timer import Timer
from infra.embedded.typefaces import FolderTypefaces
from infra.embedded.workers import Workers
from schemas.catalogue.edition import CURRENT
from schemas.regions import load_regions

# How long a run that has ended can still be looked at. Its case and events stay for good.
KEEP_RUNS = timedelta(days=7)


class Platform:
    """Starts working as soon as it is built; `close` lets everything under way finish."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = bootstrap.now,
        moved: Callable[[], bool] = lambda: False,
    ) -> None:
        """`moved`: the clock was moved since it was asked last, and the sweep is to look at once."""
        mark_training(settings)
        secrets = FileSecrets(settings.folder / "secrets.json", fresh=FRESH_SECONDS)
        # Before there is a ledger: from then on keys are never made again.
        secrets.keys(FORM)
        marks = KeyMarks(lambda: self._store)

        def before_sealing(keys: Sequence[str]) -> None:
            secrets.check()
            marks.check(keys)

        seal = Seal(lambda: secrets.keys(FORM), before=before_sealing)
        self.issuer = Issuer(settings.folder, clock=clock) if settings.is_own_issuer else None
        self._sign_in = sign_in_of(settings, self.issuer, secrets)
        self._gateway = HttpGateway(secrets, clock=clock, training=settings.training)
        self.materials = FolderMaterials(
            settings.folder / "materials",
            address=settings.public or settings.address,
            seal=seal,
            keys=lambda: secrets.keys(FORM),
            clock=clock,
        )
        notices = settings.notices or f"{settings.sandbox}/notices"
        self._notices = None if notices == NONE else HttpNotices(notices, secrets, clock=clock)
        shared = settings.shared_data or f"{settings.sandbox}/shared-data"
        self._shared_data = None if shared == NONE else HttpSharedData(shared, secrets, clock=clock)
        self._seal = seal_service_of(settings, secrets, clock)
        self._told = platforms_told(settings, secrets, clock)
        self._ledger = ToldSqliteStore(settings.folder / LEDGER, seal=seal, clock=clock)
        owed = frozenset(name for name, port in self._told.items() if port)
        self._store = sealed_store(self._ledger, seal, owed)
        try:
            seal.check()
        except SealKeysMissing:
            self._ledger.close()
            raise
        machine = definition({"partition": "aws", **{name: name for name in OF_THE_MACHINE}})
        self._runner = Runner(
            machine,
            invoke=_invoke,
            clock=clock,
            new_token=lambda: uuid.uuid4().hex,
            line_of=line_of,
            at_hand=(OWN,),
            part_of=lambda function, payload: self._offices.part_of(function, payload),
        )
        self._in_line = Threaded(failed=told_of_failure)
        tokens = _tokens(settings, self.issuer, clock)
        offices = SetOffices(_offices(settings), self._store, clock=clock, guarded=False)
        noted = tuple(every_record(self._store, RESTORED))
        restoration = restoration_noted(noted)
        self.deps = Deps(
            store=self._store,
            executions=RunnerExecutions(self._runner, definition=machine),
            gateway=self._gateway,
            offices=offices,
            signatures=StandardSignatures(secrets, named=offices.secrets),
            tokens=tokens,
            editions=KeptEditions(self._store),
            current_edition=CURRENT,
            calendar=working_calendar(),
            clock=clock,
            new_id=RandomNewId(),
            materials=self.materials,
            file_reading=ReadApart(bootstrap.interpreter()),
            typefaces=FolderTypefaces(settings.folder),
            scanner=Clamd(settings.scanner) if settings.scanner else None,
            notices=self._notices,
            private_endpoints=True,
            shared_data=self._shared_data,
            electronic_seal=self._seal,
            acceptance=self._told[ToldPlatform.ACCEPTANCE],
            ratings=self._told[ToldPlatform.RATINGS],
            put_back=tuple(one.key for one in noted),
            restored_of=restoration.of if restoration else None,
            public_address=(settings.public or settings.address).rstrip("/"),
            person_key=person_key(secrets),
            codes=item_codes_beside(settings.routes),
            in_line=self._in_line,
            check_notes=self._ledger.check_notes,
            check_keys=seal.check,
            check_issuer=tokens.check,
            began=clock(),
            has_room=lambda: has_room(settings),
            cookies=SealedCookies(seal),
            sign_in=self._sign_in,
            origins=frozenset(settings.origins),
            training=settings.training,
            plain_http=(settings.public or settings.address).startswith("http://"),
        )
        self.numbers = Numbers(
            tuple(city.code for city in load_regions().cities),
            {"SweepErrors": lambda: self._timer.failures, "RunsEndedBadly": lambda: self._runner.ended_badly},
        )
        count_into(self.numbers.count, clock)
        bootstrap.use(self.deps)
        self._offices = OfficeParts(self.deps, threads=settings.task_threads)
        self._workers = Workers(self._runner, lines=workers_of(settings.task_threads))
        self._timer = Timer(
            first=self._continue_all, then=self.look, seconds=settings.sweep_seconds, early=moved
        )

    def __enter__(self) -> "Platform":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._timer.close()
        self._in_line.close()
        self._workers.close()
        bootstrap.use(None)
        count_into(None)
        self._gateway.close()
        outward = (self._notices, self._shared_data, self._seal, self._sign_in, *self._told.values())
        for outside in outward:
            if outside is not None and not isinstance(outside, EmbeddedSignIn):
                outside.close()
        self._ledger.close()

    def _continue_all(self) -> None:
        _tell(sweep(self.deps, everything=True))

    def look(self) -> None:
        """What the timer does every so often. Whoever moves a clock of their own calls it, for no thread sees the jump."""
        self._runner.wake()
        _tell(sweep(self.deps))
        self.materials.purge()
        self._runner.forget(before=self.deps.clock() - KEEP_RUNS)

    def standing_still(self) -> tuple[str, ...]:
        """What does not go on and would in a new process."""
        parts = {
            "sweep": self._timer.stands_still(),
            "runner": self._workers.stand_still(),
            "notes": self._ledger.stands_still(),
        }
        return tuple(name for name, still in parts.items() if still)

    def is_idle(self) -> bool:
        """Nothing is on its way to anybody. Whoever moves a clock of their own waits for it: what is signed for one hour
        is refused in another.
        """
        return self._timer.is_idle() and self._runner.is_idle() and self._in_line.is_idle()


def _invoke(function: str, payload: dict[str, Any]) -> Any:
    if function not in OF_THE_MACHINE:
        raise KeyError(function)
    return getattr(tasks, function)(payload)


def _tell(report: SweepReport) -> None:
    only_count(
        sweep_count(
            cases=report.cases,
            repairs=report.repairs,
            failures=report.failures,
            silent_loss=report.silent_loss,
            set_back=report.set_back,
            oldest_owed=report.oldest_owed,
        )
    )
    if report.repairs or report.failures or report.lost or report.set_back:
        told = {
            "cases": report.cases,
            "repairs": dict(report.repairs),
            "failures": dict(report.failures),
            "silent_loss": report.silent_loss,
            "lost": dict(report.lost),
            "set_back": report.set_back,
        }
        logger().info("swept", extra=told)


def _tokens(settings: Settings, issuer: Issuer | None, clock: Clock) -> IssuerTokens:
    fetch = issuer.jwks if issuer is not None else jwks_at(settings.jwks or "")
    return IssuerTokens(
        fetch,
        audience=bootstrap.list_of(settings.audience),
        issuer=settings.issuer,
        clock=clock,
        names=settings.claims,
    )


def _offices(settings: Settings) -> TableOffices:
    """The table of routes; where it says the sandbox's usual address, this machine's sandbox may be elsewhere."""
    return load_offices(settings.routes.read_text("utf-8").replace(SANDBOX_ADDRESS, settings.sandbox))
