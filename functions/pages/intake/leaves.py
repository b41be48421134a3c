"""The fields of a form's section, in the order of the form, as its JSON Schema says them (intake/form_schema.py)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_Schema = Mapping[str, Any]
BOOLEAN = (("true", "是"), ("false", "否"))


@dataclass(frozen=True, slots=True)
class Leaf:
    """`path` is dotted. `group`: of the section that it is in. `when`: in which case it is needed."""

    path: str
    schema: _Schema
    group: str
    required: bool
    when: str

    @property
    def title(self) -> str:
        return str(self.schema["title"])


@dataclass(frozen=True, slots=True)
class _Part:
    """A section, or one below it: what it is called, and when it is needed; "" where it always is."""

    path: str
    title: str
    when: str = ""


def sections(whole: _Schema) -> Mapping[str, _Schema]:
    """By name, in the order of the form."""
    return {name: one for name, one in whole["properties"].items() if "x-section" in one}


def leaves(section: _Schema, path: str) -> Iterator[Leaf]:
    needed = _needed(section)
    for name, one in section["properties"].items():
        if "x-section" in one:
            yield from leaves(one, f"{path}.{name}")
        else:
            yield Leaf(f"{path}.{name}", one, path, name in section["required"], needed.get(name, ""))


def parts(section: _Schema, path: str) -> Iterator[_Part]:
    """The section's own, then those below it."""
    needed = _needed(section)
    yield _Part(path, section["title"])
    for name, one in section["properties"].items():
        if "x-section" in one:
            yield _Part(f"{path}.{name}", one["title"], needed.get(name, ""))


def section_needed(whole: _Schema, name: str) -> str:
    """In which case a section that is not always needed is."""
    found: list[str] = []
    for rule in whole.get("allOf", ()):
        if name in rule["then"].get("required", ()):
            for teller, inner in rule["if"]["properties"].items():
                section = whole["properties"][teller]
                found += [f"“{section['title']}”中{one}" for one in _told(section, inner)]
    return f"如果{'，或者'.join(found)}，要填写这一部分。" if found else ""


def needed_by_others(whole: _Schema, section: str) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """Fields of a section that an answer in another makes necessary: the field, the other's path, its condition, in words."""
    for rule in whole.get("allOf", ()):
        inside = rule["then"].get("properties", {}).get(section, {})
        for name in inside.get("required", ()):
            for teller, inner in rule["if"]["properties"].items():
                words = "，并且".join(_told(whole["properties"][teller], inner))
                title = whole["properties"][teller]["title"]
                for told, condition in inner["properties"].items():
                    yield (
                        f"{section}.{name}",
                        f"{teller}.{told}",
                        condition,
                        f"如果“{title}”中{words}，要填写。",
                    )


def labels(leaf: _Schema) -> Mapping[str, str]:
    """The words of each choice; nothing where it is no choice."""
    if leaf.get("type") == "boolean":
        return dict(BOOLEAN)
    if "oneOf" in leaf:
        return {one["const"]: one["title"] for one in leaf["oneOf"]}
    return {value: value for value in leaf.get("enum", ())}


def _needed(section: _Schema) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for rule in section.get("allOf", ()):
        for name in rule["then"].get("required", ()):
            found.setdefault(name, []).append("，并且".join(_told(section, rule["if"])))
    return {name: f"如果{'，或者'.join(cases)}，要填写。" for name, cases in found.items()}


def _told(section: _Schema, condition: _Schema) -> list[str]:
    return [
        f"“{section['properties'][name]['title']}”选“{_values(section['properties'][name], one)}”"
        for name, one in condition["properties"].items()
    ]


def _values(leaf: _Schema, condition: _Schema) -> str:
    given = condition["enum"] if "enum" in condition else [condition["const"]]
    words = labels(leaf)
    return "”或“".join(words.get(_text(value), str(value)) for value in given)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
