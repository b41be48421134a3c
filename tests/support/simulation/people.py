"""Who submits, and the offices' webhooks: they repeat what got no response, and compare what they hear."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.ports.case_store import Submission
from functions.usecases.case.people import cases_of_person
from functions.usecases.intake.kept_drafts import draft_id
from functions.usecases.intake.submit import submit
from functions.usecases.office.answer import answer_key, record_answer
from functions.usecases.record_kinds.intake import DRAFT
from schemas.codes import EventKind
from schemas.form.application import Application
from tests.support.simulation.applicants import APPLICANT, CLERK
from tests.support.simulation.checks import check_history, history
from tests.support.simulation.drafts import submit_drafted
from tests.support.simulation.offices import Delivery
from tests.support.simulation.outside import ProcessDied
from tests.support.simulation.papers import check_files, with_papers
from tests.support.simulation.persons import signed_in
from tests.support.simulation.requests import said
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

OK = "ok"
ALREADY_APPLIED = "ItemAlreadyApplied"
_NOT_FOUND = frozenset({"CaseNotFound", "ItemNotFound"})


@dataclass(slots=True)
class Applicant:
    """One submission under one key, of a whole form or of a draft; `accepted` is what the applicant was told."""

    key: str
    application: Application
    drafted: bool = False
    at_window: bool = False
    accepted: Submission | None = None
    taken: bool = False


class People:
    def __init__(self, world: World) -> None:
        self.world = world
        self.applicants: list[Applicant] = []
        self.responses: dict[str, str] = {}
        self.delivered: dict[str, Delivery] = {}
        world.offices.deliver = self.deliver

    # Applicants.

    def submit(self, applicant: Applicant) -> None:
        response = said(
            self.world,
            "submit",
            lambda: self._submission(applicant),
        )
        if isinstance(response, Submission):
            first = applicant.accepted or response
            require(response == first, "the same key and body gave another case")
            applicant.accepted = response
        # Of a person whose other application has one of its items: told so, and that is its end.
        applicant.taken = response == ALREADY_APPLIED
        self.world.note(f"submit {applicant.key}: {response}")

    def _submission(self, applicant: Applicant) -> Submission:
        if applicant.at_window:
            files = self.world.durable.materials
            return submit_drafted(
                applicant.application, files, by=CLERK, key=applicant.key, deps=self.world.deps
            )
        by = signed_in(applicant.application)
        if applicant.drafted:
            form = with_papers(applicant.key, applicant.application)
            files = self.world.durable.materials
            return submit_drafted(form, files, by=by, key=applicant.key, deps=self.world.deps)
        return submit(applicant.application, by=by, key=applicant.key, deps=self.world.deps)

    def submit_other_body(self, applicant: Applicant, other: Application) -> None:
        if applicant.accepted is None or other == applicant.application:
            return
        response = said(
            self.world,
            "submit",
            lambda: submit(other, by=signed_in(other), key=applicant.key, deps=self.world.deps),
        )
        require(response in (None, "KeyReused"), f"another body under a used key got {response}")

    # Offices.

    def deliver(self, delivery: Delivery) -> None:
        """Until the office hears a final response, it sends the same webhook again."""
        heard = self.responses.get(delivery.webhook_id)
        try:
            response = self._again(delivery) if heard else self._first(delivery)
        except ProcessDied:
            self._later(delivery)
            raise
        self.world.note(
            f"{delivery.webhook_id} {delivery.department} {delivery.answer.type} {delivery.answer.item} "
            f"round {delivery.answer.round}: {response}{' again' if heard else ''}"
        )
        if response is None:
            self._later(delivery)
            return
        require(
            self._is_own(delivery) or response == "ItemNotFound",
            f"{delivery.department} answered {delivery.answer.item}, which is not its own: {response}",
        )
        require(heard in (None, response), f"{delivery.webhook_id} got {heard}, then {response}")
        self.responses[delivery.webhook_id] = response
        self.delivered[delivery.webhook_id] = delivery

    def _is_own(self, delivery: Delivery) -> bool:
        store = self.world.durable.store
        ledger = store.ledger(store.case_id_of(delivery.answer.reference))
        return ledger.item(delivery.answer.item).department is delivery.department

    def _later(self, delivery: Delivery) -> None:
        wait = timedelta(seconds=self.world.rng.choice((5, 300, 3600)))
        self.world.offices.again(delivery, at=self.world.clock.now + wait)

    def _first(self, delivery: Delivery) -> str | None:
        response = said(self.world, "record_answer", self._recording(delivery))
        return response if response is None or isinstance(response, str) else OK

    def _again(self, delivery: Delivery) -> str | None:
        store = self.world.durable.store
        case_id = store.case_id_of(delivery.answer.reference)
        before, restarts = store.ledger(case_id), self.world.restarts
        with self.world.faults.alone():
            response = self._first(delivery)
        # A process that started again has swept: that was not the webhook.
        if restarts == self.world.restarts:
            require(store.ledger(case_id) == before, f"{delivery.webhook_id} again wrote something")
        return response

    def _recording(self, delivery: Delivery) -> Callable[[], object]:
        return lambda: record_answer(
            delivery.department, delivery.answer, webhook_id=delivery.webhook_id, deps=self.world.deps
        )

    # What everybody was told is in the history.

    def check_told(self) -> None:
        store = self.world.durable.store
        for applicant in self.applicants:
            if applicant.accepted:
                self._check_draft(applicant)
                ledger = store.ledger(applicant.accepted.case_id)
                check_history(ledger, history(store, ledger.case.id))
                check_files(ledger, self.world.durable.materials)
                self._check_found(applicant, ledger.case.id)
        for webhook_id, response in self.responses.items():
            self._check_response(webhook_id, response)

    def _check_found(self, applicant: Applicant, case_id: str) -> None:
        """At a window, by the number of its person."""
        deps = replace(self.world.deps, store=self.world.durable.store)
        found = cases_of_person(applicant.application.person.id_number, deps).entries
        require(any(case.id == case_id for case in found), f"{case_id} is not found by its person")

    def _check_draft(self, applicant: Applicant) -> None:
        """What became a case is no draft any more."""
        writer = CLERK if applicant.at_window else APPLICANT
        left = self.world.durable.store.record(DRAFT, draft_id(writer, applicant.key))
        require(left is None, f"the draft of {applicant.key} outlived its submission")

    def _check_response(self, webhook_id: str, response: str) -> None:
        delivery, store = self.delivered[webhook_id], self.world.durable.store
        case_id = store.case_id_of(delivery.answer.reference)
        answered = delivery.answer.item
        event = store.event(case_id, answer_key(delivery.department, answered, webhook_id))
        if response in _NOT_FOUND:
            require(event is None, f"{webhook_id} was answered {response}, yet it is in the history")
            return
        require(event is not None, f"{webhook_id} was answered {response}, and the history lost it")
        assert event is not None
        refused = event.kind is EventKind.ANSWER_REFUSED
        require(
            refused == (response != OK), f"{webhook_id} was answered {response}, recorded as {event.kind}"
        )
        require(event.detail.get("refusal", OK) == response, f"{webhook_id}: another refusal is recorded")
