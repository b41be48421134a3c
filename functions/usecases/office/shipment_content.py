"""What a shipment holds: kept without what is of a person, and put in again, whenever its file is made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.departments.projection import department_payload, item_fields
from functions.domain.case.case import Case
from functions.domain.case.materials import checks_of
from functions.domain.office.exchange import digest_of
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.case.disputes import corrections_of
from functions.usecases.office.links import earlier_results
from functions.usecases.office.messages import why_withdrawn
from functions.usecases.office.results_then import results_before
from functions.usecases.record_kinds.kept import Plain
from functions.usecases.records import Body
from schemas.codes import Department
from schemas.form.application import Application

# What is of a person is not kept beside the cases.
_OF_A_PERSON = ("fields", "note", "corrected", "reason")
# What is long, and follows from the case.
_FROM_THE_CASE = ("checks", "results")


def without_fields(message: dict[str, Any]) -> dict[str, Any]:
    """Without what is of a person, and what is long and follows from the case: a shipment has to fit a row of the store."""
    kept = {name: value for name, value in message.items() if name not in _OF_A_PERSON}
    return kept | {name: [] for name in _FROM_THE_CASE if name in kept}


def shipment_content(
    shipment: Body, department: Department, deps: Deps, *, before: datetime | None = None
) -> dict[str, Any]:
    """`before`: with the results of earlier items as they stood then."""
    entries = [_whole(entry, department, deps, before) for entry in shipment["entries"]]
    head = {name: shipment[name] for name in ("office", "sequence", "made_at")}
    return {**head, "count": len(entries), "digest": digest_of(entries), "entries": entries}


def _whole(entry: Plain, department: Department, deps: Deps, before: datetime | None) -> dict[str, Any]:
    """The message with what is of a person put in again."""
    message = entry["message"]
    # A shipment from before has kept that it said none.
    if message["type"] == "item.withdrawal_requested" and "reason" not in message:
        return {**message, "reason": why_withdrawn(entry["case_id"], message["item"], deps)}
    if not holds_fields(entry):
        return dict(message)
    ledger, code = deps.store.ledger(entry["case_id"]), message["item"]
    catalogued = deps.editions(ledger.case.edition).item(code)
    application = deps.store.application(entry["case_id"])
    fields = department_payload(department, application, catalogued)
    corrected = corrections_of(ledger.case, item_fields(department, catalogued), deps)
    told = [field.model_dump(mode="json") for field in corrected]
    whole = {**message, "fields": fields, "note": ledger.item(code).dispatch.note, "corrected": told}
    # A shipment from before told nothing of them.
    if "checks" in message:
        whole["checks"] = _checks(message, ledger.case, application, deps)
    if "results" in message:
        then = results_before(ledger, before, deps) if before else ledger
        found = earlier_results(then, then.item(code), application, deps, signed=False)
        whole["results"] = [one.model_dump(mode="json") for one in found]
    return whole


def holds_fields(entry: Plain) -> bool:
    return str(entry["message"]["type"]).startswith(("item.dispatched", "item.corrected"))


def _checks(
    message: Mapping[str, Any], case: Case, application: Application, deps: Deps
) -> list[dict[str, Any]]:
    """With the files that the shipment goes with, whatever came since."""
    files = {one["id"] for one in message["materials"]}
    then = replace(case, materials=tuple(one for one in case.materials if one.id in files))
    checks = checks_of(then, message["item"], application, deps.editions(case.edition))
    return [one.model_dump(mode="json") for one in checks]
