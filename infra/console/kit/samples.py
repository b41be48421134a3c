"""Sample messages, made up and held to the contract: what the system sends an office, and what an office answers."""

import json
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from functions.departments.projection import department_payload
from infra.console.application import SAMPLE
from infra.sandbox.answers import answer_body
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.item import Item
from schemas.codes import CHINESE, AnswerType
from schemas.codes_citizen import DueBasis
from schemas.form.application import Application
from schemas.office.dispatches import MESSAGE, WithdrawalRequest

# Of nobody: cases are numbered by the day they came, and this system is younger.
REFERENCE = "TY000101000000000"
SAMPLE_FILE = b"%PDF-1.4 lianban sample"


class MessageKind(StrEnum):
    DISPATCHED = "item.dispatched"
    CORRECTED = "item.corrected"
    WITHDRAWAL_REQUESTED = "item.withdrawal_requested"
    MATERIAL_ADDED = "item.material_added"
    REMINDED = "item.reminded"


def catalogued(code: str) -> Item:
    """Raises KeyError."""
    edition = load_edition(CURRENT)
    return next(one for one in (*edition.items, edition.service_check) if one.code == code)


def message_body(kind: MessageKind, item: Item, *, now: datetime) -> str:
    """Of the sample application, with the fields of the item's department only; held to the contract."""
    told: dict[str, Any] = {
        "type": kind,
        "reference": REFERENCE,
        "department": item.department,
        "item": item.code,
        "round": 2 if kind is MessageKind.CORRECTED else 1,
        "sent_at": now.isoformat(),
    }
    if kind is MessageKind.MATERIAL_ADDED:
        told["material"] = _file(item, now)
    elif kind is not MessageKind.WITHDRAWAL_REQUESTED:
        told |= {
            "due_at": (now + timedelta(days=10)).isoformat(),
            "due_basis": DueBasis.WATCH,
            "due_basis_text": CHINESE[DueBasis.WATCH],
        }
    if kind in (MessageKind.DISPATCHED, MessageKind.CORRECTED):
        told |= _of_dispatch(kind, item)
    return MESSAGE.validate_json(json.dumps(told)).model_dump_json()


def _of_dispatch(kind: MessageKind, item: Item) -> dict[str, Any]:
    form = Application.model_validate_json(SAMPLE.read_bytes())
    return {
        "name": item.name,
        "region": {"city": form.destination.city, "county": form.destination.county},
        "due_provisional": False,
        "fields": department_payload(item.department, form, item),
        "note": "沙箱：已按要求更正。" if kind is MessageKind.CORRECTED else None,
    }


def _file(item: Item, now: datetime) -> dict[str, Any]:
    """Of the item's first material; its address leads nowhere."""
    code, name = next(((one.code, one.name) for one in item.materials), ("sample", "样例材料"))
    return {
        "id": "00000000-0000-4000-8000-000000000001",
        "code": code,
        "name": name,
        "media_type": "application/pdf",
        "size": len(SAMPLE_FILE),
        "sha256": sha256(SAMPLE_FILE).hexdigest(),
        "href": "https://lianban.example/sample.pdf",
        "expires_at": (now + timedelta(hours=1)).isoformat(),
    }


def sample_answer(
    kind: AnswerType, item: Item, *, reference: str, round_: int, webhook_id: str, now: datetime
) -> str:
    """As the sandbox offices answer; held to the contract."""
    about = WithdrawalRequest(
        type="item.withdrawal_requested",
        reference=reference,
        department=item.department,
        item=item.code,
        round=round_,
        sent_at=now,
    )
    return answer_body(kind, about, key=webhook_id, now=now)
