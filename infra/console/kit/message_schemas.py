"""JSON Schemas (2020-12) of every message between us and a department, each in a file of its own: docs/kit/*.schema.json.

They are the models' own, with their words in Chinese and an example. What we send may have more fields one day: only what
a department sends is closed to fields that nobody knows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, TypeAdapter

from functions.api.glossary import described, glossary
from infra.console.kit.samples import REFERENCE, MessageKind, catalogued, message_body, sample_answer
from infra.console.kit.vectors import AT, VECTORS_ITEM
from schemas.codes import AnswerType
from schemas.form.application import Application
from schemas.intake.materials import DocumentRequest, MaterialLinksView, UploadedView, UploadView
from schemas.office.answering import Said
from schemas.office.dispatches import Dispatch, MaterialAdded, Reminder, WithdrawalRequest
from schemas.office.exchange import AnswersFile, DispatchesFile, ImportView, SignedFile
from schemas.office.manifest import Manifest, ManifestReplyView
from schemas.views import AnswerReceiptView, ProblemView

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_Node = dict[str, Any]
# Who sends it: what is ours may grow.
_Sender = Literal["ours", "theirs"]

_MESSAGES: Mapping[MessageKind, type] = {
    MessageKind.DISPATCHED: Dispatch,
    MessageKind.CORRECTED: Dispatch,
    MessageKind.WITHDRAWAL_REQUESTED: WithdrawalRequest,
    MessageKind.MATERIAL_ADDED: MaterialAdded,
    MessageKind.REMINDED: Reminder,
}
_ANSWERS: Mapping[AnswerType, type[BaseModel]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(Said)
}
# What goes beside them: the answers to answers, files, lists.
BESIDE: Mapping[str, tuple[_Sender, type]] = {
    "receipt": ("ours", AnswerReceiptView),
    "problem": ("ours", ProblemView),
    "document": ("theirs", DocumentRequest),
    "document-upload": ("ours", UploadView),
    "document-confirmed": ("ours", UploadedView),
    "material-links": ("ours", MaterialLinksView),
    "manifest": ("theirs", Manifest),
    "manifest-reply": ("ours", ManifestReplyView),
    "signed-file": ("theirs", SignedFile),
    "dispatches-file": ("ours", DispatchesFile),
    "answers-file": ("theirs", AnswersFile),
    "answers-file-reply": ("ours", ImportView),
}


@dataclass(frozen=True, slots=True)
class Described:
    """One message: `name` is its file's, `type` what stands in it under that name, if it has one."""

    name: str
    sender: _Sender
    model: type
    type: str | None = None
    example: str | None = None


def every_schema() -> Iterator[Described]:
    item = catalogued(VECTORS_ITEM)
    for kind, model in _MESSAGES.items():
        yield Described(kind.value, "ours", model, kind.value, message_body(kind, item, now=AT))
    for answer, model in _ANSWERS.items():
        yield Described(f"answer.{answer.value}", "theirs", model, answer.value, example_of(answer, AT))
    for name, (sender, model) in BESIDE.items():
        yield Described(name, sender, model)


def example_of(answer: AnswerType, now: datetime) -> str:
    return sample_answer(
        answer, catalogued(VECTORS_ITEM), reference=REFERENCE, round_=1, webhook_id="kit/example", now=now
    )


def file_name(one: Described) -> str:
    return f"{one.name}.schema.json"


def schema_text(one: Described) -> str:
    return json.dumps(schema_of(one), ensure_ascii=False, indent=1) + "\n"


def schema_of(one: Described) -> _Node:
    mode: Literal["validation", "serialization"] = "serialization" if one.sender == "ours" else "validation"
    whole = TypeAdapter(one.model).json_schema(mode=mode)
    parts = whole.pop("$defs", {})
    if "fields" in whole["properties"]:
        parts |= _form_in_part()
        whole["properties"]["fields"] = {"$ref": "#/$defs/Fields"}
    if one.type is not None:
        whole["properties"]["type"] = {"const": one.type}
    words = described({one.model.__name__: whole, **parts}, glossary())
    top, *_ = words.values()
    made = {
        "$schema": _DRAFT,
        "$id": f"urn:lianban:schema:{one.name}",
        **top,
        "title": one.name,
        **({"examples": [json.loads(one.example)]} if one.example else {}),
        "$defs": {name: schema for name, schema in words.items() if name in parts},
    }
    return made if one.sender == "theirs" else _open(made)


def _form_in_part() -> _Node:
    """Of the form, what a department is given of an item: any of its fields, and each as it stands in the form."""
    whole = TypeAdapter(Application).json_schema(mode="serialization")
    parts = whole.pop("$defs", {})
    about = "表单中本部门办理该事项所需的字段；有哪些字段，以事项目录为准。"
    return {
        **{name: _without(schema, "required") for name, schema in parts.items()},
        "Fields": {**_without(whole, "required"), "title": "Fields", "description": about},
    }


def _open(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_open(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _open(entry) if key != "examples" else entry
        for key, entry in schema.items()
        if not (key == "additionalProperties" and entry is False)
    }


def _without(schema: _Node, key: str) -> _Node:
    return {name: entry for name, entry in schema.items() if name != key}
