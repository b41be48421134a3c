"""What a trial sends: a message of the contract about a made-up person, signed rightly or as wrongly as the step says."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from functions.departments.projection import department_payload
from functions.domain.clock import SHANGHAI, Calendar
from functions.domain.deadlines.basis import due_basis, due_basis_text
from functions.domain.deadlines.due import due_after
from functions.domain.office.conformance.judging import opened_item
from functions.domain.office.conformance.scenario import SHIFT, Ask, How, ScenarioKind
from functions.domain.office.conformance.trial import Trial, trial_webhook_id
from functions.domain.values import replace
from schemas.catalogue.edition import Edition
from schemas.catalogue.item import Item
from schemas.form.application import Application
from schemas.office.dispatches import (
    Dispatch,
    MaterialAdded,
    MaterialLink,
    Message,
    Region,
    Reminder,
    WithdrawalRequest,
)

_SAMPLE = Path(__file__).parents[4] / "schemas" / "sample_application.json"
# Which answers a message asks for, in order; only trials have it.
ASKS, _TRIAL = "lianban-answers", "lianban-trial"
NOTE = "联调：已按要求更正。"
# The file that comes late: one page that says nothing.
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
PAPER_LIVES = timedelta(hours=1)

Sign = Callable[[str, datetime, bytes], str]


@dataclass(frozen=True, slots=True)
class TrialStage:
    """What all trials of a run share. `href`: where the late file of a case is; None: it comes without an address."""

    edition: Edition
    catalogued: Item
    calendar: Calendar
    sign: Sign
    href: Callable[[str], str | None] = lambda _reference: None

    def reached_at(self, here: str) -> "TrialStage":
        return replace(self, href=lambda reference: f"{here}/papers/{reference}")


@dataclass(frozen=True, slots=True)
class Prepared:
    webhook_id: str
    headers: Mapping[str, str]
    body: bytes


def prepared(trial: Trial, place: int, stage: TrialStage, *, now: datetime) -> Prepared:
    step, id_ = trial.scenario.steps[place], trial_webhook_id(trial, place)
    body = message(trial, place, stage, now=now).model_dump_json().encode()
    at = now + SHIFT.get(step.how, timedelta())
    headers = {
        "content-type": "application/json",
        "user-agent": "lianban-conformance",
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        _TRIAL: trial.scenario.code,
        ASKS: " ".join(_asked(trial, ask) for ask in step.asks),
    }
    signature = _signature(step.how, stage.sign(id_, at, body))
    signed = {"webhook-signature": signature} if signature else {}
    return Prepared(id_, headers | signed, body + b" " if step.how is How.TAMPERED else body)


def _asked(trial: Trial, ask: Ask) -> str:
    wished = trial.wished(ask)
    at = f"@{wished.astimezone(SHANGHAI).isoformat()}" if wished else ""
    return f"{ask.type}{'+document' if ask.document else ''}{at}"


def _signature(how: How, right: str) -> str | None:
    """A signature by another key looks like any other."""
    wrong = "v1," + base64.b64encode(sha256(right.encode()).digest()).decode()
    match how:
        case How.FORGED | How.RETIRED_KEY:
            return wrong
        case How.ROTATED:
            return f"{wrong} {right}"
        case How.UNSIGNED:
            return None
        case _:
            return right


def message(trial: Trial, place: int, stage: TrialStage, *, now: datetime) -> Message:
    step, item = trial.scenario.steps[place], stage.catalogued
    about: dict[str, Any] = {
        "type": step.kind.value,
        "reference": trial.reference,
        "department": item.department,
        "item": item.code,
        "round": step.round,
        "sent_at": trial.sent_at if trial.scenario.backdated else now,
    }
    if step.kind is ScenarioKind.WITHDRAWAL:
        return WithdrawalRequest(**about)
    if step.kind is ScenarioKind.MATERIAL:
        return MaterialAdded(**about, material=_paper(trial, stage, now))
    about |= _due(trial, stage)
    if step.kind is ScenarioKind.REMINDED:
        return Reminder(**about)
    return Dispatch(**about, **_of_dispatch(trial, place, stage))


def _due(trial: Trial, stage: TrialStage) -> dict[str, Any]:
    item = opened_item(trial, stage.catalogued, stage.calendar)
    return {
        "due_at": due_after(item, trial.sent_at, stage.calendar).at,
        "due_basis": due_basis(item, stage.edition),
        "due_basis_text": due_basis_text(item, stage.edition),
    }


def _of_dispatch(trial: Trial, place: int, stage: TrialStage) -> dict[str, Any]:
    form, item = _sample(), stage.catalogued
    return {
        "name": item.name,
        "region": Region(city=form.destination.city, county=form.destination.county),
        "due_provisional": False,
        "fields": department_payload(item.department, form, item),
        "note": NOTE if trial.scenario.steps[place].round > 1 else None,
    }


@cache
def _sample() -> Application:
    """Of a person who does not exist."""
    return Application.model_validate_json(_SAMPLE.read_bytes())


def _paper(trial: Trial, stage: TrialStage, now: datetime) -> MaterialLink:
    first = next(iter(stage.catalogued.materials), None)
    href = stage.href(trial.reference)
    return MaterialLink(
        id=trial.case_id,
        code=first.code if first else "late_material",
        name=first.name if first else "补交的材料",
        media_type="application/pdf",
        size=len(PAPER),
        sha256=sha256(PAPER).hexdigest(),
        href=href,
        expires_at=now + PAPER_LIVES if href else None,
    )
