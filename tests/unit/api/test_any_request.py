"""Whatever is asked of any route, by whoever, is answered: with a 4xx where it cannot be, never with a 5xx.

The store is the real one of one machine, for a fake has no key that is too long and no number that is too large. The client
holds every error against what the route declares.
"""

import base64
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from functions.adapters.cursor import write_cursor
from functions.adapters.sealing import Seal
from functions.api.binder import AnyRoute
from functions.api.route import Access
from functions.api.routes import ROUTES
from functions.web.path_parameters import PARAMETERS
from infra.embedded.case_store.store import SqliteCaseStore
from schemas.codes import Department
from tests.support.api_case import CASE, submit
from tests.support.api_deps import PEOPLE, Engine, house
from tests.support.client import Api
from tests.support.fakes.clock import FakeClock
from tests.support.samples import sample

SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))
DRAFT = "8fa7990e-2aa6-42a3-abee-6645a5b21e21"
KNOWN = {
    "case_id": CASE,
    "department": "mobilization",
    "draft_id": DRAFT,
    "item": "reserve_registration",
}
LIKELY = {"city": "440100", "office": "mobilization-440106", "department": "mobilization", "region": "440106"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder: Path = tmp_path_factory.mktemp("ledger")
    store = SqliteCaseStore(folder / "ledger.db", seal=SEAL, clock=FakeClock())
    ours = Api(house(store=store, engine=Engine()))
    submit(ours)
    begun = ours.post(
        "/v1/drafts", {"items": sample()["items"]}, authorization="Bearer soldier", idempotency_key="key-0002"
    )
    assert begun.json["draft_id"] == DRAFT
    yield ours
    store.close()


WORDS = st.text(max_size=30) | st.sampled_from(
    ["", "\x00", "\u202e", "\ufdd0", "0", "-1", "9" * 400, "NaN", "%", "../..", "a" * 1500, "440100", CASE]
)
DEEP = base64.urlsafe_b64encode(b"[" * 1100).decode()
EDGES = [[None, "0001-01-01T00:00:00+14:00", None], ["9999-12-31T23:59:59-14:00"] * 3, [10**400], ["\x00"]]
CURSORS = st.sampled_from(
    [DEEP, *(base64.urlsafe_b64encode(json.dumps(edge).encode()).decode() for edge in EDGES)]
    + [write_cursor(f"events#{CASE}", (place,)) for place in ("", "x" * 1200, 10**30)]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@cache
def _names(route: AnyRoute) -> list[str]:
    """Every field's name that is anywhere in the route's body."""
    assert route.body is not None
    body = route.body if isinstance(route.body, TypeAdapter) else TypeAdapter(route.body)
    schema = body.json_schema()
    models = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for model in models for name in model.get("properties", {})}) or ["x"]


@st.composite
def bodies(draw: st.DrawFn, route: AnyRoute, hostile: bool) -> bytes:
    if route.body is None:
        return draw(st.binary(max_size=5)) if hostile else b""
    if hostile and draw(st.booleans()):
        return draw(st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
    known: Any = draw(st.dictionaries(st.sampled_from(_names(route)), VALUES, max_size=6))
    return json.dumps({**(sample() if draw(st.booleans()) else {}), **known}).encode()


@cache
def _likely(name: str) -> st.SearchStrategy[str]:
    return st.from_regex(PARAMETERS[name].pattern, fullmatch=True)


@st.composite
def paths(draw: st.DrawFn, route: AnyRoute, hostile: bool) -> str:
    path = route.path
    for name in route.parameters:
        likely = _likely(name)
        part = draw(likely | WORDS) if hostile else KNOWN.get(name) or draw(likely)
        path = path.replace(f"{{{name}}}", quote(part or "x", safe=""), 1)
    return path


@st.composite
def queries(draw: st.DrawFn, route: AnyRoute, hostile: bool) -> list[tuple[str, str]]:
    fields = sorted(route.query.model_fields) if route.query else []
    if hostile:
        return draw(st.lists(st.tuples(st.sampled_from([*fields, "x"]) | WORDS, WORDS), max_size=3))
    needed = [(name, LIKELY.get(name, "440100")) for name in fields if name in LIKELY]
    return [*needed, *([("cursor", draw(CURSORS))] if "cursor" in fields and draw(st.booleans()) else [])]


@st.composite
def headers(draw: st.DrawFn, route: AnyRoute, path: str, hostile: bool) -> dict[str, str]:
    department = next((one.value for one in Department if f"/{one.value}/" in path), "mobilization")
    plain = {
        "authorization": _allowed(route),
        "idempotency-key": "key-of-a-client",
        "if-match": "*",
        "content-type": "application/json",
        "webhook-id": "w-1",
        "webhook-signature": department,
    }
    if not hostile:
        return plain
    names = st.sampled_from([*plain, "if-none-match", "webhook-timestamp", "accept", "x"])
    return {**plain, **draw(st.dictionaries(names, WORDS | st.sampled_from(sorted(PEOPLE)), max_size=4))}


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes, dict[str, str]]:
    """Hostile in one place or two, so that the others let it through to where it does its harm."""
    route = draw(st.sampled_from(ROUTES))
    where = draw(st.sets(st.sampled_from(["path", "query", "body", "headers"]), max_size=2))
    path = draw(paths(route, "path" in where))
    query = urlencode(draw(queries(route, "query" in where)))
    given = draw(headers(route, path, "headers" in where))
    return route.method, f"{path}?{query}" if query else path, draw(bodies(route, "body" in where)), given


def _allowed(route: AnyRoute) -> str:
    if isinstance(route.roles, Access):
        return "Bearer soldier"
    return next(token for token, who in PEOPLE.items() if who.role in route.roles)


@pytest.mark.slow
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(request=requests())
def test_no_request_of_any_shape_is_answered_with_a_5xx(
    api: Api, request: tuple[str, str, bytes, dict[str, str]]
) -> None:
    method, path, body, headers = request

    answer = api.send(method, path, body, headers)

    assert answer.status < 500, (method, path, body, headers, api.reports)
