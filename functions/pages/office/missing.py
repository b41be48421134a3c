"""The one-time list of what is missing (一次性告知): every material and field of the item, each with a tick and a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from functions.pages.fields import Field, Kind
from functions.pages.forms import Form
from functions.pages.office.asking import Drafted
from schemas.catalogue.item import Item
from schemas.form.paths import pointer_of
from schemas.form.words import field_title, section_title

_OTHERS = 2
_NOTHING = "请至少勾选一项，或者在“清单以外的”中写明。"
_NO_REASON = "请写明“{}”缺什么、要怎样补。"
NO_NAME = "请写明要补的是什么。"


@dataclass(frozen=True, slots=True)
class _Line:
    """`name`: of the tick; `reason`: the field beside it. `named`: what the list says of it to programs."""

    name: str
    label: str
    reason: Field
    named: tuple[tuple[str, str], ...]
    ticked: bool = False

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class _Group:
    title: str
    lines: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Something that the catalogue does not know."""

    name: Field
    reason: Field


@dataclass(frozen=True, slots=True)
class Listing:
    groups: tuple[_Group, ...]
    others: tuple[Other, ...]

    @property
    def lines(self) -> tuple[_Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def fields(self) -> tuple[Field, ...]:
        own = tuple(line.reason for line in self.lines)
        return (*own, *(part for one in self.others for part in (one.name, one.reason)))


def listing(item: Item, form: Form) -> Listing:
    """With what was ticked and typed."""
    found: dict[str, list[_Line]] = {}
    for material in item.materials:
        found.setdefault("材料", []).append(
            _line(f"m.{material.code}", material.name, (("material", material.code),), form)
        )
    for path in item.fields:
        line = _line(f"f.{path}", field_title(path), (("field", pointer_of(path)),), form)
        found.setdefault(f"填写的内容：{section_title(path)}", []).append(line)
    groups = tuple(_Group(title, tuple(lines)) for title, lines in found.items())
    return Listing(groups, tuple(_other(place, form) for place in range(_OTHERS)))


def _line(code: str, label: str, named: tuple[tuple[str, str], ...], form: Form) -> _Line:
    reason = form.text(f"why.{code}")
    field = Field(
        f"why.{code}",
        f"“{label}”缺什么、怎样补",
        Kind.LONG_TEXT,
        rows=2,
        values=(reason,) if reason else (),
    )
    # Whoever wrote a reason means it.
    return _Line(f"tick.{code}", label, field, named, bool(reason) or form.text(f"tick.{code}") == "1")


def _other(place: int, form: Form) -> Other:
    name = Field(f"other.{place}.name", "还缺什么", optional=True, width=20)
    reason = Field(f"other.{place}.why", "怎样补", Kind.LONG_TEXT, rows=2, optional=True)
    return Other(_with(name, form), _with(reason, form))


def _with(field: Field, form: Form) -> Field:
    return replace(field, values=(form.text(field.name),) if form.text(field.name) else ())


def listing_with_told(found: Listing, errors: dict[str, str]) -> Listing:
    groups = tuple(
        _Group(
            group.title,
            tuple(
                replace(line, reason=replace(line.reason, error=errors.get(line.reason.name, "")))
                for line in group.lines
            ),
        )
        for group in found.groups
    )
    others = tuple(
        Other(*(replace(one, error=errors.get(one.name, "")) for one in (each.name, each.reason)))
        for each in found.others
    )
    return Listing(groups, others)


def drafted(found: Listing) -> Drafted:
    """Only its own part of the body: what is missing."""
    lines = [*_ticked(found), *_written(found)]
    errors: dict[str, str] = {}
    places: dict[str, str] = {}
    missing: list[dict[str, Any]] = []
    for place, (at, body, error) in enumerate(lines):
        missing.append(body)
        places |= {f"/missing/{place}/{part}": at for part in ("name", "reason", "material", "field")}
        errors |= {at: error} if error else {}
    if not lines:
        errors[found.lines[0].reason.name] = _NOTHING
    return Drafted({"missing": missing}, places, errors)


def told_lines(found: Listing) -> Iterator[tuple[str, str]]:
    """What was ticked or written, and why."""
    for _, body, _ in (*_ticked(found), *_written(found)):
        yield str(body["name"]), str(body["reason"])


def _ticked(found: Listing) -> Iterator[tuple[str, dict[str, Any], str]]:
    for line in found.lines:
        if line.ticked:
            error = "" if line.reason.value else _NO_REASON.format(line.label)
            body = {"name": line.label, "reason": line.reason.value, **dict(line.named)}
            yield line.reason.name, body, error


def _written(found: Listing) -> Iterator[tuple[str, dict[str, Any], str]]:
    for one in found.others:
        if one.name.value or one.reason.value:
            body = {"name": one.name.value, "reason": one.reason.value}
            if not one.name.value:
                yield one.name.name, body, NO_NAME
            else:
                yield one.reason.name, body, "" if one.reason.value else _NO_REASON.format(one.name.value)
