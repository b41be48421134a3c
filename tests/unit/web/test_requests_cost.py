"""What reading a body may cost, at the bounds of its route: the worst that somebody can send, on every such route."""

import json
import time
import tracemalloc
from contextlib import suppress
from functools import cache, partial
from typing import Any

import pytest
from pydantic import TypeAdapter

from functions.api.binder import AnyRoute
from functions.api.route import BodyBounds
from functions.api.routes import ROUTES
from functions.domain.errors import LianbanError
from functions.web.requests import PROBLEM_LIMIT, parse
from tests.support.api_deps import house
from tests.support.samples import changed

# Measured beside it: json alone, over a body as large as any may be. Before there were bounds it was a hundred times as
# much; the worst now, fields that a directory does not have, is five and a half.
TIMES, BYTES = 7, 20 * 1024 * 1024
PLAIN = json.dumps([{"name": "测试", "number": number} for number in range(20_000)]).encode()
pytestmark = pytest.mark.slow
TAKING = [route for route in ROUTES if route.body is not None]


NAMES = ("items", "answers", "entries", "missing", "corrections", "sections", "form", "person", "result")
UNKNOWN = "nobody_s_field"


def likely(route: AnyRoute) -> tuple[str, ...]:
    """Of the names those that its body has anywhere, and one that it has not: for pydantic one such is like another."""
    if route.explain:
        return NAMES
    given: Any = route.body
    body = given if isinstance(given, TypeAdapter) else TypeAdapter(given)
    schema = body.json_schema()
    models = [schema, *schema.get("$defs", {}).values()]
    known = {name for model in models for name in model.get("properties", {})}
    return (*(name for name in NAMES if name in known), UNKNOWN)


@cache
def hostile(bounds: BodyBounds, names: tuple[str, ...]) -> list[bytes]:
    """Every list as long, every object as wide as the bounds let it be, and everything in it wrong."""
    most, fields = bounds.values, {f"f{number}": 1 for number in range(190)}
    wide = [fields] * ((most - 10) // 191)
    parts: list[Any] = [[1] * (most - 20), [{}] * (most // 2 - 20), wide, fields]
    bodies: list[Any] = [
        {**given, name: part} for name in names for part in parts for given in ({}, changed())
    ]
    kinds = ("correction_requested", "granted")
    bodies += [{"type": kind, "missing": part, "result": part} for kind in kinds for part in parts[:2]]
    text = "测" * (bounds.size // 8)
    bodies += [dict.fromkeys(NAMES, text), {name: {"name": text, "text": text} for name in NAMES}]
    return [raw for body in bodies if len(raw := json.dumps(body).encode()) <= bounds.size]


def read(route: AnyRoute, raw: bytes) -> int:
    """How many problems it tells of."""
    assert route.body is not None
    explain = partial(route.explain, house()) if route.explain else None
    try:
        parse(route.body, raw, most_values=route.bounds.values, invalid=route.invalid, explain=explain)
    except LianbanError as error:
        return len(error.problems)
    return 0


def seconds(route: AnyRoute, raw: bytes) -> float:
    """The processor's."""
    began = time.process_time()
    told = read(route, raw)
    took = time.process_time() - began
    assert told <= PROBLEM_LIMIT
    return took


def yardstick() -> float:
    began = time.process_time()
    json.loads(PLAIN)
    return time.process_time() - began


@pytest.mark.parametrize("route", TAKING, ids=lambda route: route.name)
def test_reading_a_body_costs_little_more_than_json_alone_and_at_most_twenty_megabytes(
    route: AnyRoute,
) -> None:
    read(route, b"{}")
    bound = TIMES * yardstick()

    costs = {raw: seconds(route, raw) for raw in hostile(route.bounds, likely(route))}

    for raw, cost in costs.items():
        # A second and a third try, for what the machine does besides.
        assert cost < bound or any(seconds(route, raw) < TIMES * yardstick() for _ in range(2)), raw[:80]
    tracemalloc.start()
    with suppress(LianbanError):
        read(route, max(costs, key=costs.__getitem__))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BYTES
