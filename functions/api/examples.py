"""A request's body as an example: the least that its shape asks for, made of the examples of its fields; what rules ask
beyond its shape stands in examples.toml, and a whole form in the sample application.
"""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import schemas
from schemas.wanted import PATTERNS

WRITTEN = Path(__file__).with_name("examples.toml")
_FORM = Path(schemas.__file__).with_name("sample_application.json")
DAY = date(2026, 12, 1)
# Offices write their own time.
INSTANT = datetime(2026, 12, 1, 9, 30, tzinfo=timezone(timedelta(hours=8)))
_OF_FORMAT = {"date": DAY.isoformat(), "date-time": INSTANT.isoformat()}
_TEXT = "示例文字：请照实填写"
_OF_TYPE: Mapping[str, Any] = {"boolean": True, "null": None}

Components = Mapping[str, Any]
Samples = Mapping[str, Mapping[str, Any]]


@cache
def samples() -> Samples:
    """Fields by the name of their shape."""
    written = tomllib.loads(WRITTEN.read_text("utf-8"))
    return {**written, "Application": json.loads(_FORM.read_text("utf-8"))}


def examples(schema: Mapping[str, Any], components: Components, samples: Samples) -> dict[str, Any]:
    """By name: one for each of a body's kinds (`discriminator`), or the one example."""
    kinds = _resolved(schema, components).get("discriminator", {}).get("mapping")
    if not kinds:
        return {"example": example(schema, components, samples)}
    return {kind: example({"$ref": place}, components, samples) for kind, place in kinds.items()}


def example(schema: Mapping[str, Any], components: Components, samples: Samples) -> Any:
    """The first example, constant or choice where there is one; else the least that the schema takes."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    schema = _resolved(schema, components)
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return example(schema[choice][0], components, samples)
    return _of_type(schema, components, samples, samples.get(name, {}))


def _of_type(
    schema: Mapping[str, Any], components: Components, samples: Samples, sample: Mapping[str, Any]
) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            wanted = [name for name in schema.get("required", ()) if name not in sample]
            return {**{name: example(fields[name], components, samples) for name in wanted}, **sample}
        case "array":
            return [example(schema["items"], components, samples)] * max(1, schema.get("minItems", 1))
        case "integer":
            return schema.get("minimum", 1)
        case kind:
            pattern = PATTERNS.get(schema.get("pattern", ""), ("", ""))[1]
            return pattern or _OF_FORMAT.get(schema.get("format", "")) or _OF_TYPE.get(kind or "", _TEXT)


def _resolved(schema: Mapping[str, Any], components: Components) -> Mapping[str, Any]:
    place = schema.get("$ref")
    if not place:
        return schema
    return {**components[place.rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}
