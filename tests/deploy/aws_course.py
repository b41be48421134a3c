"""Everything that can be owed and asked, in the world on AWS: what each function does then is recorded.

Beside lives by chance stands what no chance need come to: offices that refuse, what is withdrawn from an office that has it,
times that are closed, a recount, files, a letter with a seal; and whatever is owed is met by a look at one case too.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from chalice.test import Client

from functions import tasks
from functions.api.routes import ROUTES
from functions.domain.case.access import Principal
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.errors import LianbanError, PlatformUnavailable, StoreBusy
from functions.domain.refusals import IdentityUnavailable
from functions.usecases.applicant.papers import letter_of
from functions.usecases.numbers.recounts import recount
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import AnswerType, Department, ItemStatus, LetterKind, Outcome, Role
from tests.deploy.aws_world import AwsWorld
from tests.support.simulation.actions import Actions
from tests.support.simulation.applicants import APPLICANT
from tests.support.simulation.applications import chosen
from tests.support.simulation.cast import Cast
from tests.support.simulation.keys import read_key
from tests.support.simulation.people import Applicant
from tests.support.simulation.persons import of_number
from tests.support.simulation.seeds import calm

STEPS, TRIES = 6, 9
LONG, DAYS = timedelta(days=30), 4
SELDOM = timedelta(days=5)
ITEMS = tuple(item.code for item in load_edition(CURRENT).items)
FEW = ("discharge_report", "household_registration", "employment_support")
# Whose vouchers are on paper (tests/support/simulation/papers.py): files go with the draft.
WITH_FILES = next(
    key for key in map("key-all-{}".format, range(99)) if sha256(key.encode()).digest()[0] % 2 == 0
)
OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")


def live(stage: AwsWorld) -> list[str]:
    """Gives what was asked and failed."""
    world = stage.world
    cast = Cast(world)
    world.faults.others.clear()
    _corrected(stage, cast)
    _refused_and_sent_again(stage, cast)
    _withdrawn(stage, cast)
    _booked_and_closed(stage, cast)
    _decided(stage, cast)
    _counted_anew(stage)
    _eventful(stage, Actions(world, cast), cast)
    world.weather = replace(world.weather, sweep_every=SELDOM)
    world.elapse(LONG)
    failed = _ask_everything(stage)
    _end_badly(stage)
    calm(world, cast)
    return failed


def _corrected(stage: AwsWorld, cast: Cast) -> None:
    """All twelve items, with whatever is under way after half a day asked to be corrected."""
    _submit(stage, cast, Applicant(WITH_FILES, chosen(ITEMS), drafted=True))
    for _ in range(DAYS):
        stage.world.elapse(timedelta(days=1))
        _offices_say(stage, AnswerType.CORRECTION_REQUESTED)
        _look_at_each(stage)


def _submit(stage: AwsWorld, cast: Cast, applicant: Applicant) -> None:
    cast.people.applicants.append(applicant)
    cast.people.submit(applicant)
    stage.world.settle()


def _refused_and_sent_again(stage: AwsWorld, cast: Cast) -> None:
    """No office will read its items: each is an incident. Some are sent again one by one, the others by an order for many."""
    world = stage.world
    world.offices.refusing |= set(Department)
    _submit(stage, cast, Applicant("key-refused", of_number(2, chosen(FEW))))
    world.elapse(timedelta(hours=1))
    _look_at_each(stage)
    world.offices.refusing.clear()
    stuck = [item for item in _items(stage) if item.status is ItemStatus.INCIDENT]
    for item in stuck[: len(stuck) // 2 + 1]:
        cast.operators.on(item, "retry")
        world.settle()
    cast.operators.batch()
    world.elapse(timedelta(days=1))


def _withdrawn(stage: AwsWorld, cast: Cast) -> None:
    """What an office has is asked back, by whoever looks first."""
    world = stage.world
    _submit(stage, cast, Applicant("key-withdrawn", of_number(3, chosen(FEW))))
    _offices_say(stage, AnswerType.GRANTED, of=(SERVICE_CHECK,))
    for item in _items(stage):
        if item.status in (ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED):
            cast.applicants.withdraw_items(world.watcher.seen[item.case_id], (item.code,))
    _look_at_each(stage)
    world.elapse(timedelta(days=1))


def _booked_and_closed(stage: AwsWorld, cast: Cast) -> None:
    """Times are closed under whoever has booked them, and the sweep tells whom the office could not."""
    for _ in range(3):
        cast.bookings.anything()
    for item in _items(stage):
        if item.todos.appointment and not item.outcome:
            cast.bookings.close_all(item)
    stage.world.elapse(timedelta(hours=13))


def _counted_anew(stage: AwsWorld) -> None:
    _asked(stage, lambda: recount("440100", "核对统计", by=OPERATOR, deps=stage.world.deps))
    assert stage.deps.sign_in is not None
    with stage.world.outside.doing("api_handler"), suppress(IdentityUnavailable):
        # And somebody signs in.
        stage.deps.sign_in.token(code="code", verifier="v" * 43)
    stage.world.elapse(timedelta(days=1))


def _decided(stage: AwsWorld, cast: Cast) -> None:
    """It is rated, and its letter is asked for while the service of seals does not answer: the sweep asks that again."""
    for _ in range(2):
        # What stands behind the check is sent once that is decided.
        _offices_say(stage, AnswerType.GRANTED, of=(SERVICE_CHECK, *ITEMS))
        stage.world.elapse(timedelta(hours=1))
    granted = (item for item in _items(stage) if item.outcome is Outcome.GRANTED)
    decided, deps = next(item for item in granted if item.code != SERVICE_CHECK), stage.world.deps
    stage.seals.otherwise = PlatformUnavailable()
    wanted = decided.case_id, decided.code, LetterKind.COMPLETION
    _asked(stage, lambda: letter_of(*wanted, by=APPLICANT, deps=deps))
    stage.seals.otherwise = None
    cast.aftercare.rate()
    stage.world.elapse(timedelta(hours=13))


def _asked(stage: AwsWorld, act: Callable[[], object]) -> None:
    """Again while the store is busy, as clients do."""
    for _ in range(TRIES):
        with stage.world.outside.doing("api_handler"), suppress(StoreBusy):
            act()
            return
    raise StoreBusy


def _items(stage: AwsWorld) -> list[CaseItem]:
    return [item for ledger in stage.world.watcher.seen.values() for item in ledger.items]


def _eventful(stage: AwsWorld, acts: Actions, cast: Cast) -> None:
    acts.submit()
    steps = (
        acts.elapse, acts.elapse, acts.submit, acts.submit_again, acts.department_goes_down, acts.department_refuses,
        acts.sweep, acts.say_something, acts.say_of_another, acts.repeat_a_webhook, acts.stop_an_execution,
        cast.applicants.correct, cast.applicants.withdraw, cast.operators.resolve, cast.operators.override,
        cast.operators.continue_case, cast.operators.batch, cast.staff.work, cast.staff.work, cast.aftercare.anything,
        lambda: _look_at_each(stage),
    )  # fmt: skip
    for _ in range(STEPS):
        stage.world.rng.choice(steps)()
        stage.world.settle()


def _offices_say(stage: AwsWorld, kind: AnswerType, *, of: Collection[str] = ITEMS) -> None:
    """Of whatever they have of these items."""
    world = stage.world
    for text, effect in list(world.offices.effects.items()):
        key = read_key(text)
        if key.code in of and stage.deps.store.ledger(key.case_id).item(key.code).outcome is None:
            world.offices.say(effect, kind)
    world.settle()


def _ask_everything(stage: AwsWorld) -> list[str]:
    from app import app

    failed = []

    case_id, ledger = next(iter(stage.world.watcher.seen.items()))
    known = {
        "case_id": case_id, "run": str(ledger.case.run), "item": ledger.held[0].code,
        "incident": f"{case_id}.{ledger.held[0].code}", "batch_id": "0" * 32,
        "draft_id": case_id, "material_id": case_id, "letter": "receipt", "reference": ledger.case.reference,
        "city": "440100", "consent": "medical", "code": "0" * 8,
    }  # fmt: skip
    for route in ROUTES:
        if route.method != "GET":
            continue
        for who in ("soldier", "operator", "staff"):
            for department in Department if "department" in route.parameters else (Department.MOBILIZATION,):
                places = defaultdict(lambda: "none", {**known, "department": department.value})
                path = route.path.format_map(places)
                with stage.world.outside.doing("api_handler"):
                    answer = Client(app).http.get(path, headers={"Authorization": f"Bearer {who}"})
                if (
                    answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
                ):  # 503: what stands outside fails here at times
                    failed.append(f"{who}: {path}")
    with stage.world.outside.doing("api_handler"):
        Client(app).http.get("/v1/cases?todo=any", headers={"Authorization": "Bearer operator"})
    for department in Department:
        with stage.world.outside.doing("api_handler"):
            Client(app).http.post(f"/v1/departments/{department}/answers", headers=_forged(stage), body=b"{}")
    return failed


def _forged(stage: AwsWorld) -> dict[str, str]:
    """Well formed, by somebody who has no key."""
    at = int(stage.world.clock.now.timestamp())
    signed = {"webhook-id": "w-1", "webhook-timestamp": f"{at}", "webhook-signature": "v1,aGVsbG8="}
    return {"content-type": "application/json", **signed}


def _end_badly(stage: AwsWorld) -> None:
    for ledger in stage.world.watcher.seen.values():
        name = ledger.case.execution
        if stage.world.runner.status(name) == "RUNNING":
            stage.world.runner.stop(name)
    _look_at_each(stage)


def _look_at_each(stage: AwsWorld) -> None:
    """As when a run has ended badly: whatever is owed is done by that look."""
    for ledger in list(stage.world.watcher.seen.values()):
        # A store that is busy now: on AWS the event is delivered again.
        with stage.world.outside.doing("run_ended"), suppress(LianbanError):
            tasks.run_ended({"detail": {"name": ledger.case.execution}})
        stage.world.settle()
