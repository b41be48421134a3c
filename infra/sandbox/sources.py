"""The sandbox's sharing platform: three made-up people, told of only to whoever signs, and failing as a script says."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from infra.sandbox.genuine import Moments, is_genuine, real_time
from infra.sandbox.script import SourceBehaviour
from schemas.catalogue.prefill import NOT_ASKED, SourceCode

PERSONS = Path(__file__).parent / "persons.toml"
SOURCE_CODES = frozenset(code.value for code in SourceCode if code not in NOT_ASKED)

_Reply = tuple[int, dict[str, Any]]


class _Question(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    name: str
    id_number: str
    attributes: list[str]
    purpose: str
    request: str


class Sources:
    """`key` is the sharing platform's own copy of what the server signs with."""

    def __init__(self, key: str, moments: Moments = real_time) -> None:
        self._key, self._moments = key, moments
        self._people = {person["id_number"]: person for person in _persons()}

    def answer(
        self, source: str, behaviour: SourceBehaviour | None, headers: Mapping[str, str], body: bytes
    ) -> _Reply:
        if not is_genuine(self._key, headers, body, self._moments()):
            return 401, {"error": "unsigned"}
        try:
            asked = _Question.model_validate_json(body)
        except ValidationError:
            return 400, {"error": "unreadable"}
        if behaviour and behaviour.seconds:
            Event().wait(behaviour.seconds)
        if behaviour and behaviour.fail_with:
            return behaviour.fail_with, {"error": "failing"}
        return self._told(source, asked)

    def _told(self, source: str, asked: _Question) -> _Reply:
        """Name and number must agree: a number alone tells nothing of anybody."""
        person = self._people.get(asked.id_number, {})
        if person.get("name") != asked.name:
            return 404, {"error": "unknown"}
        known: Mapping[str, Any] = person.get(source, {})
        return 200, {name: known[name] for name in asked.attributes if name in known}


def _persons() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(PERSONS.read_text("utf-8"))["persons"]
    # Dates become text, as they travel.
    plain: list[dict[str, Any]] = json.loads(json.dumps(found, default=str))
    return plain
