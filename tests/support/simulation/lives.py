"""Cases of which every outside call is made fatal once: a straight one, and one in which everybody acts."""

from collections.abc import Callable
from datetime import timedelta

from functions.domain.case.appointments import standing
from functions.domain.case.case import Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem, attention
from functions.domain.case.office_debts import files_sendable
from functions.domain.case.todos import open_todos
from functions.domain.case.waits import UNSENT_AFTER
from functions.domain.upkeep.repairs import LONGEST_CHECK
from functions.ports.case_store import ItemQuery
from schemas.codes import AnswerType, Department, ItemStatus, Outcome
from tests.support.simulation.applications import chosen
from tests.support.simulation.cast import Cast
from tests.support.simulation.faults import Armed
from tests.support.simulation.office_knows import check_asked, check_known, check_noted
from tests.support.simulation.people import Applicant
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

Life = Callable[[World, Cast], None]

PENSION = "pension_transfer"
REPORT, SUBSIDY, RESERVE = "discharge_report", "economic_subsidy", "reserve_registration"
COVER = "medical_insurance"
HOUSEHOLD = "household_registration"
# The office before it has granted by then, and this one has said received.
_UNTIL_THERE = timedelta(minutes=5)
_UNTIL_RECEIVED = timedelta(minutes=65)
_UNTIL_SENT_AGAIN = timedelta(minutes=2)
_UNTIL_RETOLD = timedelta(minutes=3)
# What nobody sends is found when its case is looked at.
_UNTIL_LEFT = LONGEST_CHECK + UNSENT_AFTER
_DOWN = timedelta(hours=6)
# By then an office that waits for another has the item, whoever died.
_HALF_HOURS = 48


def straight(*items: str) -> Life:
    """Every office says received, then granted."""

    def all_granted(world: World, cast: Cast) -> None:
        _submit(cast, items)
        world.elapse(timedelta(days=3))

    return all_granted


def eventful(world: World, cast: Cast) -> None:
    """A correction, a withdrawal, an incident that is retried, one sent elsewhere, and an outcome that two correct."""
    _submit(cast, (REPORT, SUBSIDY, RESERVE))
    world.elapse(_UNTIL_RECEIVED)
    _says(world, REPORT, AnswerType.CORRECTION_REQUESTED)
    _act(world, cast, cast.applicants.correct_all)
    world.elapse(_UNTIL_RECEIVED)
    _act(world, cast, lambda ledger: cast.applicants.withdraw_items(ledger, (SUBSIDY,)))
    _says(world, RESERVE, AnswerType.PROBLEM)
    _act(world, cast, lambda ledger: cast.operators.on(ledger.item(RESERVE), "retry"))
    _says(world, RESERVE, AnswerType.PROBLEM)
    _act(world, cast, lambda ledger: cast.operators.on(ledger.item(RESERVE), "reroute"))
    _act(world, cast, lambda _: cast.operators.continue_case())
    _act(world, cast, lambda ledger: _corrected_by_two(cast, ledger.item(REPORT)))
    world.elapse(timedelta(days=3))


def contested(world: World, cast: Cast) -> None:
    """The service check is corrected once, then refused, contested with a paper, and passes."""
    _submit(cast, (REPORT, SUBSIDY))
    world.elapse(_UNTIL_THERE)
    _says(world, SERVICE_CHECK, AnswerType.CORRECTION_REQUESTED)
    _act(world, cast, cast.applicants.correct_all)
    world.elapse(_UNTIL_THERE)
    _says(world, SERVICE_CHECK, AnswerType.REFUSED)
    _act(world, cast, cast.applicants.contest_in)
    world.elapse(timedelta(days=3))
    if world.outside.crashed:
        # Who died may have come too late to contest: then the office passed it by itself.
        return
    for ledger in world.watcher.seen.values():
        check = ledger.service_check
        require(bool(check.contest.at), "the check was not contested")
        require(check.outcome is Outcome.GRANTED, f"contested, and the office was not heard: {check.outcome}")
        ended = {item.outcome for item in ledger.held}
        require(ended == {Outcome.GRANTED}, f"what waited for the check ended as {ended}")


def not_contested(world: World, cast: Cast) -> None:
    """The check is refused, and nobody contests that: once the term has passed, and not before, it stands."""
    _submit(cast, (REPORT, COVER))
    world.elapse(_UNTIL_THERE)
    _says(world, SERVICE_CHECK, AnswerType.REFUSED)
    world.elapse(timedelta(days=3))
    if world.outside.crashed:
        return
    for ledger in world.watcher.seen.values():
        check, cover = ledger.service_check, ledger.item(COVER)
        require(check.status is ItemStatus.CONTESTABLE, f"the check is {check.status} within its term")
        require(cover.outcome is Outcome.GRANTED, f"what needs no check is {cover.status} beside it")
    world.elapse(timedelta(days=30))
    for ledger in world.watcher.seen.values():
        require(ledger.service_check.outcome is Outcome.REFUSED, "the term has passed, and nothing stands")
        require(ledger.item(REPORT).outcome is Outcome.BLOCKED, "what waits for a refused check goes on")


def with_a_later_file(world: World, cast: Cast) -> None:
    """What was deferred at the submission is brought when the office has the item."""
    _defer(world, cast)
    for _ in range(2):
        _act(world, cast, cast.applicants.bring_to)
    world.elapse(timedelta(minutes=20))
    for ledger in world.watcher.seen.values():
        check_known(world, ledger)
        check_noted(world, ledger)
        require(
            not any(map(files_sendable, ledger.items)), "an office was not told of a file within 20 minutes"
        )
    world.elapse(timedelta(days=3))


def at_a_window(world: World, cast: Cast) -> None:
    """Handed in by a clerk: what waits for the citizen is told by phone, or stands in the clerks' list, and a clerk calls."""
    cast.people.applicants.append(Applicant("key-1", chosen((REPORT, RESERVE)), at_window=True))
    cast.people.submit(cast.people.applicants[0])
    world.elapse(_UNTIL_RECEIVED)
    _says(world, REPORT, AnswerType.CORRECTION_REQUESTED)
    _require_listed(world)
    world.notices.down_until = world.clock.now + timedelta(hours=2)
    _says(world, RESERVE, AnswerType.REFUSED)
    _require_listed(world)
    _act(world, cast, cast.aftercare.tell)
    world.elapse(timedelta(days=3))
    _require_listed(world)


def _require_listed(world: World) -> None:
    store = world.durable.store
    for case_id in sorted(world.watcher.seen):
        ledger = store.ledger(case_id)
        page = store.items(ItemQuery(cities=(ledger.case.city,), waiting=True), limit=50)
        listed = {item.code for item in page.entries if item.case_id == case_id}
        waits = {item.code for item in ledger.held if open_todos(item)}
        require(listed == waits, f"the clerks' list has {listed}, and {waits} wait for a citizen")


def refused_by_its_office(world: World, cast: Cast) -> None:
    """What an office refuses, an operator sees; once the office takes it, the operator sends it again."""
    world.offices.refusing = {Department.MOBILIZATION}
    _submit(cast, (REPORT,))
    world.elapse(timedelta(minutes=5))
    for ledger in world.watcher.seen.values():
        shown = attention(ledger.service_check) == "incident"
        require(shown, f"no operator sees what {ledger.case.id} cannot send")
    world.offices.refusing = set()
    _act(world, cast, lambda ledger: cast.operators.on(ledger.service_check, "retry"))
    world.elapse(timedelta(days=3))


def sent_elsewhere_while_asked(world: World, cast: Cast) -> None:
    """An operator sends an item elsewhere, and it arrives there, while its office is being asked to let it go."""
    # Were it let go, or decided, nobody would see whether the next office was asked.
    world.offices.undecided.add(Department.VETERANS_AFFAIRS)
    _submit(cast, (REPORT,))
    world.elapse(_UNTIL_RECEIVED)
    world.faults.once = lambda _: _has_it_elsewhere(world, cast)
    _act(world, cast, lambda ledger: cast.applicants.withdraw_items(ledger, (REPORT,)))
    world.elapse(_UNTIL_SENT_AGAIN)
    for ledger in world.watcher.seen.values():
        check_asked(world, ledger)
    world.elapse(timedelta(days=3))


def sent_again_after_it_was_asked(world: World, cast: Cast) -> None:
    """An office knows that the applicant wants an item back, and an operator sends it the item anew."""
    world.offices.undecided.add(Department.VETERANS_AFFAIRS)
    _submit(cast, (REPORT,))
    world.elapse(_UNTIL_RECEIVED)
    _says(world, REPORT, AnswerType.PROBLEM)
    _act(world, cast, lambda ledger: cast.applicants.withdraw_items(ledger, (REPORT,)))
    world.elapse(_UNTIL_SENT_AGAIN)
    _act(world, cast, lambda ledger: cast.operators.on(ledger.item(REPORT), "retry"))
    world.elapse(_UNTIL_SENT_AGAIN)
    for ledger in world.watcher.seen.values():
        check_asked(world, ledger)
    world.elapse(timedelta(days=3))


def submitted_before_the_clock_was_set_back(world: World, cast: Cast) -> None:
    """A submission of a draft dies, and by the clock as it is set then, the draft is held for longer."""
    cast.people.applicants.append(Applicant("key-1", chosen((REPORT,)), drafted=True))
    world.faults.armed = Armed(1, "before", "lambda", call="store.create")
    cast.people.submit(cast.people.applicants[0])
    world.jump(-timedelta(minutes=10))


def sent_elsewhere_by_one_who_dies(world: World, cast: Cast) -> None:
    """Who sends an item elsewhere dies once that is recorded, and does not come back; its task waits on."""
    _submit(cast, (REPORT,))
    world.elapse(_UNTIL_RECEIVED)
    world.faults.armed = Armed(1, "before", "lambda", call="executions.fail")
    _sends_elsewhere(world, cast)
    _require_sent_again(world)
    world.elapse(timedelta(days=3))


def corrected_before_its_task_heard(world: World, cast: Cast) -> None:
    """Its task waits for a round that is over: nobody told it that a correction was asked for, and that was made at once."""
    _submit(cast, (REPORT,))
    world.elapse(_UNTIL_RECEIVED)
    world.sweeps_off = True
    world.faults.armed = Armed(1, "before", "lambda", call="executions.fail")
    _says(world, REPORT, AnswerType.CORRECTION_REQUESTED)
    _act(world, cast, cast.applicants.correct_all)
    world.sweeps_off = False
    _require_sent_again(world, within=_UNTIL_LEFT)
    world.elapse(timedelta(days=3))


def decided_by_one_who_dies(world: World, cast: Cast) -> None:
    """Who records an outcome dies once that is done; the next look at the case is an hour away."""
    _submit(cast, (REPORT, SUBSIDY))
    world.elapse(_UNTIL_RECEIVED)
    world.faults.armed = Armed(1, "before", "lambda", call="executions.resume")
    _says(world, REPORT, AnswerType.GRANTED)
    world.elapse(_UNTIL_RETOLD)
    for ledger in world.watcher.seen.values():
        item = ledger.item(SUBSIDY)
        require(
            item.dispatch.has_arrived, f"{item.code} is {item.status}, {_UNTIL_RETOLD} after what is before"
        )
    world.elapse(timedelta(days=3))


def retried_between_two_tries(world: World, cast: Cast) -> None:
    """Its task waits for an hour before it tries an office again; what an operator orders meanwhile is sent all the same."""
    world.offices.down_until[Department.VETERANS_AFFAIRS] = world.clock.now + _DOWN
    _submit(cast, (REPORT,))
    world.elapse(_DOWN)
    _act(world, cast, lambda ledger: cast.operators.on(ledger.item(REPORT), "retry"))
    if not world.outside.crashed:
        _require_sent_again(world)
    world.elapse(timedelta(days=3))


def withdrawn_twice(world: World, cast: Cast) -> None:
    """What is asked a second time is nothing new, but it ends a check that nothing waits for and that is to be corrected."""
    _submit(cast, (REPORT, COVER))
    world.elapse(_UNTIL_THERE)
    world.sweeps_off = True
    _act(world, cast, lambda ledger: cast.applicants.withdraw_items(ledger, (REPORT, COVER)))
    _says(world, SERVICE_CHECK, AnswerType.CORRECTION_REQUESTED)
    _act(world, cast, lambda ledger: cast.applicants.withdraw_items(ledger, (COVER,)))
    for ledger in world.watcher.seen.values():
        outcome = ledger.service_check.outcome
        require(outcome is Outcome.WITHDRAWN, f"nothing waits for the check, and it is {outcome}")
    world.sweeps_off = False
    world.elapse(timedelta(days=3))


def _require_sent_again(world: World, *, within: timedelta = _UNTIL_SENT_AGAIN) -> None:
    world.elapse(within)
    for ledger in world.watcher.seen.values():
        item = ledger.item(REPORT)
        require(
            item.dispatch.has_arrived,
            f"{item.code} is {item.status}, its round {item.dispatch.round} not sent in {within}",
        )


def asked_by_a_sweep(world: World, cast: Cast) -> None:
    """Whoever first asks an office to let an item go dies before it hears of it: the next sweep asks again."""
    _submit(cast, (REPORT,))
    world.elapse(_UNTIL_RECEIVED)
    world.faults.once = lambda _: world.faults.die()
    for ledger in list(world.watcher.seen.values()):
        cast.applicants.withdraw_items(ledger, (REPORT,))
    world.elapse(timedelta(days=3))


def told_of_a_file_by_a_sweep(world: World, cast: Cast) -> None:
    """The same of a file that came after the dispatch."""
    _defer(world, cast)
    world.faults.once = lambda _: world.faults.die()
    for _ in range(2):
        for ledger in list(world.watcher.seen.values()):
            cast.applicants.bring_to(ledger)
    world.elapse(timedelta(days=3))


def _sends_elsewhere(world: World, cast: Cast) -> None:
    for ledger in list(world.watcher.seen.values()):
        cast.operators.send_elsewhere(ledger.item(REPORT))


def _has_it_elsewhere(world: World, cast: Cast) -> None:
    """What the engine does with it has come to the next office, too."""
    world.witness.joined()
    _sends_elsewhere(world, cast)
    world.work()


def _corrected_by_two(cast: Cast, item: CaseItem) -> None:
    for number in (0, 1):
        cast.operators.on(item, "override", number=number)


def _defer(world: World, cast: Cast) -> None:
    """By this key a file is deferred at the submission (papers.py), and by now the office has the item."""
    cast.people.applicants.append(Applicant("key-1", chosen((PENSION,)), drafted=True))
    cast.people.submit(cast.people.applicants[0])
    world.elapse(_UNTIL_RECEIVED)


def appointed(world: World, cast: Cast) -> None:
    """Its applicant books, moves, is called off by the office, books anew and is reminded; then the office decides without
    them, and the time is free again."""
    _submit(cast, (REPORT, HOUSEHOLD))
    for _ in range(_HALF_HOURS):
        world.elapse(timedelta(minutes=30))
        if any(one.dispatch.item == HOUSEHOLD for one in world.offices.effects.values()):
            break
    _says(world, HOUSEHOLD, AnswerType.ACCEPTED)
    desk = cast.bookings
    for act in (desk.publish, desk.book, desk.book, desk.close_all, desk.publish, desk.book):
        _act(world, cast, lambda ledger, act=act: act(ledger.item(HOUSEHOLD)))  # type: ignore[misc]
    world.sweep()
    desk.check()
    booked = [standing(ledger.item(HOUSEHOLD)) for ledger in _ledgers(world)]
    require(bool(world.outside.crashed) or all(booked), f"nobody has booked: {booked}")
    world.elapse(timedelta(days=1))
    _says(world, HOUSEHOLD, AnswerType.GRANTED)
    world.elapse(timedelta(minutes=10))
    world.sweep()
    desk.check_over()
    for ledger in _ledgers(world):
        left = standing(ledger.item(HOUSEHOLD))
        require(left is None or left.at < world.clock.now, f"decided, and {left} is still booked")
    world.elapse(timedelta(days=3))


def _ledgers(world: World) -> list[Ledger]:
    return [world.durable.store.ledger(case_id) for case_id in sorted(world.watcher.seen)]


def _submit(cast: Cast, items: tuple[str, ...]) -> None:
    cast.people.applicants.append(Applicant("key-1", chosen(items)))
    cast.people.submit(cast.people.applicants[0])


def _says(world: World, code: str, kind: AnswerType) -> None:
    for effect in [one for one in world.offices.effects.values() if one.dispatch.item == code]:
        world.offices.say(effect, kind)
    world.settle()


def _act(world: World, cast: Cast, act: Callable[[Ledger], None]) -> None:
    """Whoever hears nothing asks again, once the process is back."""
    for case_id in sorted(world.watcher.seen):
        act(world.durable.store.ledger(case_id))
    cast.unanswered()
    world.settle()
