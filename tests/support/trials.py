"""Trials of conformance as they stand at some moment, and answers to them."""

import json
from datetime import UTC, datetime
from typing import Any

from functions.adapters.calendar import working_calendar
from functions.domain.office.conformance.table import BY_CODE
from functions.domain.office.conformance.trial import SentTrial, Trial, trial_webhook_id, with_sent
from functions.usecases.office.conformance.opening import opened_trial
from infra.sandbox.answers import answer_body
from schemas.case.answers import ANSWER, Answer
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import AnswerType
from schemas.office.dispatches import WithdrawalRequest

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
CALENDAR, EDITION = working_calendar(), load_edition(CURRENT)
CATALOGUED = EDITION.item("identity_card")


def trial_of(code: str, sent: int | None = None) -> Trial:
    """With its first `sent` steps sent and taken; None: all."""
    scenario = BY_CODE[code]
    (trial,) = opened_trial("run-1", CATALOGUED, now=NOW, calendar=CALENDAR, scenarios=(scenario,))
    for place in range(len(scenario.steps) if sent is None else sent):
        trial = with_sent(trial, SentTrial(place, NOW, trial_webhook_id(trial, place), 20, 202))
    return trial


def said(trial: Trial, told: str, round_: int = 1) -> Answer:
    """An answer: its type, and behind a blank, as JSON, what else it says."""
    kind, _, more = told.partition(" ")
    about = WithdrawalRequest(
        type="item.withdrawal_requested",
        reference=trial.reference,
        department=CATALOGUED.department,
        item=CATALOGUED.code,
        round=round_,
        sent_at=NOW,
    )
    body: dict[str, Any] = json.loads(answer_body(AnswerType(kind), about, key="a", now=NOW))
    return ANSWER.validate_json(json.dumps({**body, **(json.loads(more) if more else {})}))
