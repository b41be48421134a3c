"""The one form of the chosen items as JSON Schema 2020-12: each field once, however many departments need it. Pure.

Made from the models that also judge a submission. What a schema cannot say (the check digit, dates in order, a holder's name,
surrounding spaces, which the models forgive) is judged when the form is saved or submitted.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, get_args

from schemas.catalogue.edition import Edition
from schemas.catalogue.prefill import IDENTITY, SourceCode
from schemas.codes_form import LABELS, CoverType, PlacementGround, PlacementType
from schemas.form.application import Application
from schemas.form.paths import FormField, Model, section_of, sections_of
from schemas.form.placement import ground_rules
from schemas.form.required import NeededWhen
from schemas.form.rules import Conditional, Section

_Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_KEPT = ("type", "pattern", "minLength", "maxLength", "minimum", "maximum", "format", "enum")


def form_schema(items: tuple[str, ...], needed: frozenset[str], edition: Edition) -> _Schema:
    """`needed`: the fields that the items need (drafting.py). Raises KeyError for an item that the edition does not have."""
    form = _Form(items, needed, edition)
    conditions = [*_between_sections(form), *_needed_elsewhere(form)]
    return {
        "$schema": DIALECT,
        "$id": f"urn:lianban:form:{edition.name}:{'+'.join(sorted(items))}",
        "title": "退役军人服务“一件事”申请表",
        **_section(Application, form, ""),
    } | ({"allOf": conditions} if conditions else {})


class _Form:
    """What the generator asks of an edition about the chosen items."""

    def __init__(self, items: tuple[str, ...], needed: frozenset[str], edition: Edition) -> None:
        self.needed = needed
        needed_here = edition.required(items)
        self.required = tuple(one for one in needed_here if isinstance(one, str))
        self.required_when = tuple(one for one in needed_here if isinstance(one, NeededWhen))
        asking = {code: frozenset(edition.item(code).asked_fields) for code in items}
        self.users = {path: [code for code in items if path in asking[code]] for path in needed}
        self._asked = {part for path in needed for part in (path, *sections_of(path))}
        self.sources = {field.path: field for field in edition.prefill.fields}
        self.cities = [(city.code, city.name) for city in edition.regions.cities]

    def asks(self, path: str) -> bool:
        """For the field, or for one of the section."""
        return path in self._asked


@cache
def _documented(model: Model) -> _Schema:
    found: _Schema = model.model_json_schema(mode="validation")["properties"]
    return found


def _section(model: Model, form: _Form, prefix: str) -> _Schema:
    properties: dict[str, _Schema] = {}
    required: list[str] = []
    for name, field in model.model_fields.items():
        path = prefix + name
        if not form.asks(path):
            continue
        inner = section_of(field.annotation)
        if inner is not None:
            properties[name] = _titled(inner, form, path, field.title or "", len(properties) + 1)
        else:
            documented = _plain(_documented(model)[name])
            properties[name] = _leaf(documented, field, form, path) | {"title": field.title}
        if field.is_required() or any(_within(one, path) for one in form.required):
            required.append(name)
    conditions = [*_conditions(model, form, prefix), *_needs(form, prefix)]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    } | ({"allOf": conditions} if conditions else {})


def _within(path: str, section: str) -> bool:
    return path == section or path.startswith(f"{section}.")


def _titled(model: Model, form: _Form, path: str, title: str, order: int) -> _Schema:
    return {"title": title, "x-section": {"code": path, "order": order}, **_section(model, form, f"{path}.")}


def _plain(documented: _Schema) -> _Schema:
    """Without null: what is not filled in is left out."""
    for choice in documented.get("anyOf", ()):
        if choice.get("type") != "null":
            return {**documented, **choice}
    return documented


def _leaf(documented: _Schema, field: FormField, form: _Form, path: str) -> _Schema:
    leaf: _Schema = {name: documented[name] for name in _KEPT if name in documented}
    if leaf.get("format") == "date":
        leaf["pattern"] = _DATE
    codes = _codes(field.annotation)
    if codes is not None:
        leaf = {"type": "string", "oneOf": [{"const": m.value, "title": LABELS[m]} for m in codes]}
    if path == "destination.city":
        leaf = {"type": "string", "oneOf": [{"const": code, "title": name} for code, name in form.cities]}
    if path == "destination.ground":
        leaf["oneOf"] = [{**one, **_proof(one["const"])} for one in leaf["oneOf"]]
    leaf["x-items"] = form.users[path]
    return leaf | _whence(form, path) | ({"description": field.description} if field.description else {})


def _proof(ground: str) -> _Schema:
    proof = ground_rules()[PlacementGround(ground)].proof
    return {"description": f"要上传：{proof}。"} if proof else {}


def _whence(form: _Form, path: str) -> _Schema:
    """Which source fills it in, whether that is the last word, and what must be consented to first."""
    field = form.sources.get(path)
    if field is None:
        return {"x-source": SourceCode.IDENTITY.value, "x-locked": True} if path in IDENTITY else {}
    consent = {"x-consent": field.consent} if field.consent else {}
    return {"x-source": field.source.value, "x-locked": field.locked, **consent}


def _codes(annotation: Any) -> Iterable[StrEnum] | None:
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum)), None)


def _conditions(model: Model, form: _Form, prefix: str) -> Iterator[_Schema]:
    if not issubclass(model, Section):
        return
    for rule in model.CONDITIONS:
        if form.asks(prefix + rule.field):
            yield {"if": _when(rule.field, {"const": _value(rule.equals)}), "then": _then(rule)}


def _needs(form: _Form, prefix: str) -> Iterator[_Schema]:
    """What the items need in some situations only, where this section tells which."""
    for one in form.required_when:
        section, _, name = one.path.rpartition(".")
        told = {field.removeprefix(prefix): values for field, values in one.when}
        if f"{section}." == prefix and all("." not in field for field in told):
            properties = {field: {"enum": list(values)} for field, values in told.items()}
            yield {"if": {"properties": properties, "required": list(told)}, "then": {"required": [name]}}


def _then(rule: Conditional) -> _Schema:
    then: _Schema = {"required": list(rule.requires)} if rule.requires else {}
    if rule.limits:
        then["properties"] = {rule.limits: {"enum": [_value(value) for value in rule.to]}}
    return then


def _between_sections(form: _Form) -> Iterator[_Schema]:
    """待安排工作期间参保: only for those whom the state places."""
    asked = [name for name in ("pension_type", "medical_type") if form.asks(f"insurance.{name}")]
    if asked:
        other = {"not": {"const": PlacementType.ASSIGNED_JOB.value}}
        never: Mapping[str, _Schema] = {
            name: {"not": {"const": CoverType.AWAITING_JOB.value}} for name in asked
        }
        yield {
            "if": _when("service", _when("placement_type", other)),
            "then": {"properties": {"insurance": {"properties": never}}},
        }


def _needed_elsewhere(form: _Form) -> Iterator[_Schema]:
    """What another section makes necessary: 取件方式, once a card is asked for."""
    for one in form.required_when:
        (field, values), *others = one.when
        section, _, name = one.path.rpartition(".")
        teller, _, told = field.rpartition(".")
        if teller != section and not others:
            yield {
                "if": _when(teller, _when(told, {"enum": list(values)})),
                "then": {"required": [section], "properties": {section: {"required": [name]}}},
            }


def _when(name: str, holds: _Schema) -> _Schema:
    return {"properties": {name: holds}, "required": [name]}


def _value(value: bool | StrEnum) -> bool | str:
    return value.value if isinstance(value, StrEnum) else value
