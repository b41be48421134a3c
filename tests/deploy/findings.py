"""What is looked at on the booted package: one case from submission to its end, and what it left behind."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.console.follow import APPLICANT, OPERATOR, follow, submit_as_client
from infra.console.progress import Show
from schemas.codes import CaseStatus, Outcome
from tests.deploy.boot import Booted
from tests.support.machine import SAMPLE
from tests.support.personal import found_in

CASE_SECONDS = 400
ANSWERS = "/v1/departments/mobilization/answers"
REFUSED = {
    "nobody's case": 401,
    "another's case": 404,
    "an operator's page": 403,
    "an unsigned answer": 401,
    "an application under no key": 400,
}


@dataclass(frozen=True, slots=True)
class Findings:
    """`effects`: how often an office began to work on each item. `personal`: values of the form found outside the store."""

    case: Mapping[str, Any]
    effects: Mapping[str, int]
    unsigned: int
    run: str
    sweep: Mapping[str, Any]
    refusals: Mapping[str, int]
    personal: frozenset[str]
    log_lines: int

    @property
    def items(self) -> Mapping[str, str | None]:
        return {item["code"]: item["outcome"] for item in self.case["items"]}

    @property
    def is_good(self) -> bool:
        return (
            self.case["status"] == CaseStatus.CLOSED
            and set(self.items.values()) == {Outcome.GRANTED}
            and set(self.effects.values()) == {1}
            and self.run == "SUCCEEDED"
            and self.sweep["silent_loss"] == self.unsigned == len(self.personal) == 0
            and self.refusals == REFUSED
        )


def examine(booted: Booted, show: Show) -> Findings:
    case_id = submit_as_client(booted.client, SAMPLE)
    (case,) = follow(booted.client, [case_id], show, bound=CASE_SECONDS)
    record, logs = booted.record(), booted.stack.logs()
    runs = booted.asked("GET", f"/v1/operator/cases/{case_id}/executions", identity=OPERATOR).json()
    return Findings(
        case=case,
        effects=Counter(effect["item"] for effect in record["effects"]),
        unsigned=sum(delivery["verdict"] == "unsigned" for delivery in record["deliveries"]),
        run=runs["entries"][0]["status"],
        sweep=booted.stack.sweep(),
        refusals=_refusals(booted, case_id),
        personal=frozenset(found_in(logs) | found_in(histories(booted))),
        log_lines=len(logs.splitlines()),
    )


def _refusals(booted: Booted, case_id: str) -> Mapping[str, int]:
    """HTTP statuses: the deployed interface knows who asks."""
    case = f"/v1/cases/{case_id}"
    return {
        "nobody's case": booted.asked("GET", case).status,
        "another's case": booted.asked("GET", case, identity="applicant-2").status,
        "an operator's page": booted.asked("GET", "/v1/operator/cases", identity=APPLICANT).status,
        "an unsigned answer": booted.asked("POST", ANSWERS, body=b"{}").status,
        "an application under no key": booted.asked(
            "POST", "/v1/cases", identity=APPLICANT, body=b"{}"
        ).status,
    }


def histories(booted: Booted) -> str:
    """What the engine itself keeps of every run: its input, its states' inputs and outputs, its errors."""
    client = booted.stack.ministack.client("stepfunctions")
    machine = booted.stack.outputs["StateMachineArn"]
    runs = client.list_executions(stateMachineArn=machine)["executions"]
    return json.dumps(
        [
            client.get_execution_history(executionArn=run["executionArn"], maxResults=1000)["events"]
            for run in runs
        ],
        ensure_ascii=False,
        default=str,
    )
