"""A section of a draft as fields to fill in: values with their source, locked ones shown, what depends on what in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.domain.clock import shanghai_date
from functions.domain.intake.prefilled import value_in
from functions.pages.fields import Choice, Field, Kind
from functions.pages.intake.leaves import Leaf, labels, leaves, needed_by_others, parts, sections
from functions.pages.moments import moment
from functions.pages.reading import of_applicant
from schemas.catalogue.prefill import SourceCode
from schemas.intake.views import DraftView, FieldSourceView
from schemas.regions import RegionCity, Regions

_CITY, COUNTY, TOWN = "destination.city", "destination.county", "destination.town"
MONTH_LENGTH = 7
MOST_RADIOS = 7
_PURPOSE = {"person.name": "name", "person.phone": "tel", "person.contact_address": "street-address"}


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading; the first of a section has none. `hint`: in which case it is to be filled in."""

    id: str
    title: str
    hint: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """What fields are made of beside the draft. `own`: whoever fills them in tells of themselves."""

    regions: Regions
    now: datetime
    own: bool

    def reads(self, text: str) -> str:
        """What is said to whoever it is about, as this reader reads it."""
        return text if self.own else of_applicant(text)


def section_leaves(view: DraftView, section: str) -> tuple[Leaf, ...]:
    found = leaves(sections(view.form_schema)[section], section)
    return tuple(_told_elsewhere(leaf, view, section) for leaf in found)


def _told_elsewhere(leaf: Leaf, view: DraftView, section: str) -> Leaf:
    """What an answer in another section makes necessary: as long as that is not given, in which case."""
    for path, teller, condition, words in needed_by_others(view.form_schema, section):
        if path != leaf.path or leaf.required:
            continue
        value = value_in(view.form, teller)
        if value is None:
            leaf = replace(leaf, when=leaf.when + words)
        elif value in condition.get("enum", (condition.get("const"),)):
            leaf = replace(leaf, required=True, when="")
    return leaf


def section_fields(view: DraftView, section: str, reader: Reader) -> tuple[Field, ...]:
    asked = (placed(leaf, view, reader) for leaf in section_leaves(view, section))
    return tuple(_field_of(leaf, view, reader) for leaf in asked if leaf)


def field_groups(view: DraftView, section: str, fields: tuple[Field, ...]) -> tuple[FieldGroup, ...]:
    known = {part.path: part for part in parts(sections(view.form_schema)[section], section)}
    below: dict[str, list[Field]] = {path: [] for path in known}
    for field in fields:
        below[field.name.rpartition(".")[0]].append(field)
    return tuple(
        FieldGroup(
            path.replace(".", "-"),
            known[path].title if path != section else "",
            known[path].when,
            tuple(found),
        )
        for path, found in below.items()
        if found
    )


def _field_of(leaf: Leaf, view: DraftView, reader: Reader) -> Field:
    source = view.sources.get(leaf.path)
    locked = source is not None and source.locked
    correctable = locked and source is not None and source.source is not SourceCode.IDENTITY
    made = bare_field(leaf, reader)
    return replace(
        made,
        values=texts(value_in(view.form, leaf.path)),
        source=reader.reads(source_words(source, made, reader.now)) if source else "",
        locked=locked,
        change=f"/drafts/{view.draft_id}/corrections/{leaf.path}" if correctable else "",
    )


def bare_field(leaf: Leaf, reader: Reader) -> Field:
    """Without its value."""
    kind = _kind(leaf)
    optional = not leaf.required and not leaf.when
    return Field(
        name=leaf.path,
        label=leaf.title,
        kind=kind,
        hint=reader.reads(_hint(leaf, kind)),
        choices=tuple(_choices(leaf, kind, optional, reader.regions)),
        optional=optional,
        autocomplete=_PURPOSE.get(leaf.path, "") if reader.own else "",
        inputmode="numeric" if leaf.schema.get("type") == "integer" else "",
        width=_width(leaf.schema),
    )


def source_words(source: FieldSourceView, field: Field, now: datetime) -> str:
    if source.corrected:
        given = replace(field, values=texts(source.value)).shown
        return f"您申请更正了这一项：{source.corrected}。{source.source_text}提供的是“{given}”。"
    if source.source is SourceCode.GUIDE:
        return f"来自{source.source_text}，可以修改"
    return f"来自{source.source_text}，{moment(source.at, now)}"


def texts(value: Any) -> tuple[str, ...]:
    """A value of the form as a browser holds it."""
    if value is None:
        return ()
    return (str(value).lower() if isinstance(value, bool) else str(value),)


def placed(leaf: Leaf, view: DraftView, reader: Reader) -> Leaf | None:
    """安置地: what follows the city is asked once that is saved; a city without counties has none, and asks its town."""
    if leaf.path not in (COUNTY, TOWN):
        return leaf
    city = reader.regions.city(value_in(view.form, _CITY) or "")
    if city is None or (leaf.path == COUNTY and not city.counties):
        return None
    schema = {name: value for name, value in leaf.schema.items() if name != "description"}
    today = shanghai_date(reader.now)
    if leaf.path == TOWN:
        return _town(replace(leaf, schema=schema, required=not city.counties), view, city, reader)
    known = [{"const": one.code, "title": one.name} for one in city.counties if one.stands(today)]
    return replace(leaf, schema={**schema, "oneOf": known}, required=True)


def _town(leaf: Leaf, view: DraftView, city: RegionCity, reader: Reader) -> Leaf:
    """Chosen where it decides which office it is; elsewhere only a functional area does."""
    today = shanghai_date(reader.now)
    inside = reader.regions.below(city.code, value_in(view.form, COUNTY) if city.counties else None)
    names = [one.name for one in inside if one.stands(today)]
    if not names:
        return leaf
    if not city.counties:
        return replace(
            leaf, schema={**leaf.schema, "oneOf": [{"const": name, "title": name} for name in names]}
        )
    return replace(leaf, schema={**leaf.schema, "description": f"住在{'、'.join(names)}的，填功能区的全称。"})


def _kind(leaf: Leaf) -> Kind:
    schema = leaf.schema
    if schema.get("format") == "date":
        return Kind.DATE
    if schema.get("maxLength") == MONTH_LENGTH:
        return Kind.MONTH
    known = labels(schema)
    if known:
        # What is said of single choices is seen where all of them stand open.
        told = any(one.get("description") for one in schema.get("oneOf", ()))
        return Kind.RADIOS if told or len(known) <= MOST_RADIOS else Kind.SELECT
    return Kind.TEXT


def _hint(leaf: Leaf, kind: Kind) -> str:
    said = "例如 2026年12月。" if kind is Kind.MONTH else str(leaf.schema.get("description", ""))
    return f"{leaf.when}{said}"


def _choices(leaf: Leaf, kind: Kind, optional: bool, regions: Regions) -> Iterator[Choice]:
    hints = {one["const"]: one.get("description", "") for one in leaf.schema.get("oneOf", ())}
    for value, label in labels(leaf.schema).items():
        yield Choice(value, label, hints.get(value, ""))
    # A button that is pressed cannot be let go.
    if kind is Kind.RADIOS and optional:
        yield Choice("", "不填")


def _width(schema: Mapping[str, Any]) -> int:
    longest = len(str(schema["maximum"])) if "maximum" in schema else int(schema.get("maxLength", 200))
    return next((width for width in (2, 4, 8, 20) if longest <= width), 0)
