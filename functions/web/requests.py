"""Reading a request: everything that arrives is hostile until it is a model. Raises Refusals, never a library's error."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from chalice.app import MultiDict, Request
from pydantic import BaseModel, TypeAdapter, ValidationError

from functions.domain.errors import FieldProblem, LianbanError
from functions.domain.refusals import (
    BodyTooComplex,
    BodyTooLarge,
    FieldNamedTwice,
    KeyMissing,
    MalformedBody,
    UnknownFilter,
    UnsupportedMediaType,
    VersionMissing,
)
from functions.web.media_type import media_type_of
from schemas.json_text import NamedTwice, TooComplex, document_of
from schemas.problems import NAMED_TWICE, is_no_json, pointer, problems

PROBLEM_LIMIT = 50
NAME_LIMIT = 40
IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")
ENCODINGS = ("utf-8", "utf8")

_Body = TypeVar("_Body")
Query = TypeVar("Query", bound=BaseModel)


def request_headers(request: Request) -> dict[str, str]:
    """By lower-case name."""
    return {str(name).lower(): str(value) for name, value in request.headers.items()}


def raw_body(request: Request, *, most: int) -> bytes:
    try:
        body = request.raw_body
    # Base64 that is none, or text that UTF-8 cannot hold.
    except ValueError as error:
        raise MalformedBody from error
    raw = body.encode() if isinstance(body, str) else body
    if len(raw) > most:
        raise BodyTooLarge.above(most)
    return raw


def check_media_type(headers: Mapping[str, str]) -> None:
    message = media_type_of(headers.get("content-type", ""))
    charset = message.get_param("charset", "utf-8")
    if message.get_content_type() != "application/json" or str(charset).lower() not in ENCODINGS:
        raise UnsupportedMediaType


Explain = Callable[[bytes], tuple[tuple[str, str], ...]]


def parse(
    body: type[_Body] | TypeAdapter[_Body],
    raw: bytes,
    *,
    most_values: int,
    invalid: type[LianbanError],
    explain: Explain | None = None,
) -> _Body:
    """`explain` may find more than the reading did, by (JSON pointer, what to do); nothing: what the reading found."""
    _check_json(raw, most_values)
    adapter = body if isinstance(body, TypeAdapter) else TypeAdapter(body)
    try:
        return adapter.validate_json(raw)
    except ValidationError as error:
        if is_no_json(error):
            raise MalformedBody from error
        more = explain(raw) if explain else ()
        found = tuple(FieldProblem(where, detail) for where, detail in more[:PROBLEM_LIMIT])
        raise invalid(problems=found or field_problems(error)) from error


def _check_json(raw: bytes, most_values: int) -> None:
    try:
        document_of(raw, most_values=most_values)
    except TooComplex as error:
        raise BodyTooComplex from error
    except NamedTwice as error:
        raise FieldNamedTwice(problems=(FieldProblem(pointer(error.location), NAMED_TWICE),)) from error
    except ValueError as error:
        raise MalformedBody from error


def parse_query(query: type[Query] | None, given: MultiDict | None) -> Query | None:
    """Every parameter is one that the route has, and stands once."""
    names = frozenset(query.model_fields) if query is not None else frozenset()
    values = {name: given.getlist(name) for name in given} if given is not None else {}
    wrong = tuple(_misplaced(values, names))
    if wrong:
        raise UnknownFilter(problems=wrong[:PROBLEM_LIMIT])
    if query is None:
        return None
    try:
        return query.model_validate_strings({name: found[0] for name, found in values.items()})
    except ValidationError as error:
        raise UnknownFilter(problems=field_problems(error)) from error


def _misplaced(values: Mapping[str, list[str]], names: frozenset[str]) -> Iterator[FieldProblem]:
    for name, found in values.items():
        if name not in names:
            yield FieldProblem(pointer((name[:NAME_LIMIT],)), "没有这个查询条件。")
        elif len(found) != 1:
            yield FieldProblem(f"/{name}", "每个查询条件只能出现一次。")


def field_problems(error: ValidationError) -> tuple[FieldProblem, ...]:
    return tuple(FieldProblem(pointer, detail) for pointer, detail in problems(error)[:PROBLEM_LIMIT])


def holds(headers: Mapping[str, str], etag: str) -> bool:
    """If-None-Match. RFC 9110, 13.1.2: it compares weakly, so a proxy's W/ prefix does not count."""
    held = [tag.removeprefix("W/") for tag in _tags(headers.get("if-none-match", ""))]
    return etag in held or held == ["*"]


def matches(headers: Mapping[str, str], etag: str) -> bool:
    """If-Match, which compares strongly. Raises VersionMissing where there is none."""
    given = _tags(headers.get("if-match", ""))
    if not given:
        raise VersionMissing
    return etag in given or given == ["*"]


def _tags(header: str) -> list[str]:
    return [tag.strip() for tag in header.split(",") if tag.strip()]


def idempotency_key(headers: Mapping[str, str]) -> str:
    key = headers.get("idempotency-key", "")
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise KeyMissing
    return key
