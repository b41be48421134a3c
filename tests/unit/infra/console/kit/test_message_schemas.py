"""Of every message between us and a department there is a schema, and it says what the models say."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator, ValidationError

from functions.pages.office.kit_files import KIT_FOLDER
from functions.usecases.office.dispatch_message import dispatch_message
from functions.usecases.office.messages import reminder, withdrawal_request
from infra.console.kit.message_schemas import Described, every_schema, file_name, schema_text
from infra.console.kit.samples import MessageKind
from schemas.codes import AnswerType
from schemas.office.answering import ANSWERING
from schemas.office.deliveries import MessageType
from schemas.office.dispatches import MESSAGE
from tests.support.each import each
from tests.support.world import World

EVERY = {one.name: one for one in every_schema()}
WITH_EXAMPLE = {name: one for name, one in EVERY.items() if one.example}


def _schema(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((KIT_FOLDER / file_name(EVERY[name])).read_text("utf-8"))
    return found


def _check(name: str, text: str) -> None:
    checker = Draft202012Validator.FORMAT_CHECKER
    Draft202012Validator(_schema(name), format_checker=checker).validate(json.loads(text))


def test_no_kind_of_message_is_without_a_schema() -> None:
    answers = {f"answer.{kind}" for kind in AnswerType}

    assert set(EVERY) >= {*get_args(MessageType), *answers, "receipt", "problem"}
    assert set(get_args(MessageType)) == set(MessageKind)


@cache
def _check_schema(text: str) -> None:
    """What many messages are made of is looked at once."""
    Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.slow
@each("one", EVERY.values(), ids=EVERY)
def test_it_is_a_schema_of_2020_12_in_words(one: Described) -> None:
    made = json.loads(schema_text(one))

    definitions = made.get("$defs", {})
    for part in (made | {"$defs": {}}, *definitions.values()):
        _check_schema(json.dumps(part, sort_keys=True))
    assert made["$id"] == f"urn:lianban:schema:{one.name}"
    assert all("description" in field or "const" in field or "$ref" in field for field in _fields(made))


def _fields(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [*schema["properties"].values()]
    for part in schema["$defs"].values():
        found += part.get("properties", {}).values() if part["title"] != "Fields" else []
    return found


@each("one", WITH_EXAMPLE.values(), ids=WITH_EXAMPLE)
def test_its_example_is_valid_by_the_schema_and_by_the_model(one: Described) -> None:
    assert one.example
    _check(one.name, one.example)

    parsed = (MESSAGE if one.sender == "ours" else ANSWERING).validate_json(one.example)

    assert parsed.type == one.type
    assert _schema(one.name)["examples"] == [json.loads(one.example)]


@each("one", WITH_EXAMPLE.values(), ids=WITH_EXAMPLE)
def test_what_we_send_may_grow_and_what_a_department_sends_may_not(one: Described) -> None:
    grown = json.dumps({**json.loads(one.example or ""), "unheard_of": 1})

    if one.sender == "ours":
        _check(one.name, grown)
    else:
        with pytest.raises(ValidationError):
            _check(one.name, grown)


@each("one", WITH_EXAMPLE.values(), ids=WITH_EXAMPLE)
def test_another_type_or_a_message_that_lacks_something_is_refused(one: Described) -> None:
    told = json.loads(one.example or "")
    wrong = [{**told, "type": "nothing"}, {name: told[name] for name in told if name != "reference"}]

    for given in wrong:
        with pytest.raises(ValidationError):
            _check(one.name, json.dumps(given))


def test_real_messages_are_valid() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check", "discharge_report", "household_registration")
    item = world.dispatched(case_id, "identity_card")
    ledger, now = world.ledger(case_id), world.clock()

    _check("item.dispatched", dispatch_message(ledger, item, world.deps, sent_at=now).model_dump_json())
    _check("item.withdrawal_requested", withdrawal_request(ledger, item, now).model_dump_json())
    _check("item.reminded", reminder(ledger, item, now, world.deps).model_dump_json())
