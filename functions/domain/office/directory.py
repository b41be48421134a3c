"""机构名录: which entry holds for an item in a place, in words. Pure. What nobody confirmed is told as 待核定."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from functions.domain.case.grounds import remedies_text
from functions.domain.toml_text import toml_lines
from schemas.codes import Department
from schemas.office.directory import Contact, DirectoryEntry, PlacedEntry
from schemas.plain_text import STORED

DIRECTORY_KIND = "directory"
ASK_INSTEAD = "可拨打12345政务服务便民热线询问"
UNCONFIRMED = "待核定"
# These are of one door: they are taken together, from the narrowest place that tells where it is.
_DOOR = ("name", "address", "hours", "holidays", "map_link")
_LINES = ("telephone", "supervision", "remedies")

DirectoryEntries = Mapping[Department, DirectoryEntry]


def directory_entries(body: Mapping[str, Any] | None) -> dict[Department, DirectoryEntry]:
    stored = body["entries"] if body else {}
    return {
        Department(name): DirectoryEntry.model_validate_json(json.dumps(one), context=STORED)
        for name, one in stored.items()
    }


def contact_of(found: Iterable[DirectoryEntry], item: str | None) -> Contact:
    """`found`: the department's entries, the narrowest place first. An item's own word goes before its office's."""
    told = [_of_item(entry, item) for entry in found]
    door = next((one for one in told if one["address"]), None)
    door = door or next((one for one in told if any(one[name] for name in _DOOR)), {})
    chosen = {name: door.get(name) for name in _DOOR}
    chosen |= {name: next((one[name] for one in told if one[name]), None) for name in _LINES}
    return Contact.model_construct(**chosen)


def _of_item(entry: DirectoryEntry, item: str | None) -> dict[str, Any]:
    own = next((one for one in entry.items if one.item == item), None)
    return {name: (getattr(own, name) if own else None) or getattr(entry, name) for name in (*_DOOR, *_LINES)}


def is_told(contact: Contact) -> bool:
    """Whether the directory tells anything of it."""
    return any(getattr(contact, name) for name in Contact.model_fields)


def contact_rows(contact: Contact) -> tuple[tuple[str, str], ...]:
    """Every line, also of what is unknown, and whom to ask then."""
    told = _told(contact)
    unsure = (("写“待核定”的", ASK_INSTEAD),) if any(one == UNCONFIRMED for _, one in told) else ()
    return *told, *unsure


def _told(contact: Contact) -> tuple[tuple[str, str], ...]:
    hours = "；".join(filter(None, (contact.hours, contact.holidays)))
    return (
        *((("窗口名称", contact.name),) if contact.name else ()),
        ("地址", contact.address or UNCONFIRMED),
        ("办公时间", hours or UNCONFIRMED),
        ("电话", contact.telephone or UNCONFIRMED),
        ("监督电话", contact.supervision or UNCONFIRMED),
    )


def unknown_text(contact: Contact) -> str | None:
    """What the directory does not tell, in one sentence."""
    missing = [words for words, told in _told(contact) if told == UNCONFIRMED]
    return f"{'、'.join(missing)}{UNCONFIRMED}，{ASK_INSTEAD}。" if missing else None


def contact_text(contact: Contact) -> str:
    """One paragraph: what is known, and what is not."""
    known = [f"{words}：{told}" for words, told in _told(contact) if told != UNCONFIRMED]
    return "".join((f"{'；'.join(known)}。" if known else "", unknown_text(contact) or ""))


def remedies_listed(contact: Contact, on: str = "") -> str | None:
    """Of a decision that told no remedy: what the directory has, or had it only `on` a later day."""
    if not contact.remedies:
        return None
    return (
        f"机构名录{on}载明：不服该机构决定的，{remedies_text(contact.remedies)}。期限以决定书和法律规定为准。"
    )


def placed_toml(entries: Iterable[PlacedEntry]) -> str:
    """As a file that is edited and read in again; what is not known is left out."""
    return "\n".join("\n".join(_table(one)) for one in entries)


def _table(one: PlacedEntry) -> Iterator[str]:
    yield "[[entry]]"
    yield from toml_lines({"department": one.department.value, "region": one.region})
    if one.entry is None:
        return
    whole = one.entry.model_dump(mode="json", exclude_none=True)
    items = whole.pop("items", [])
    yield from toml_lines(whole)
    for own in items:
        yield "[[entry.items]]"
        yield from toml_lines(own)
