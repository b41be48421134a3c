"""What was typed into a section, as a draft is told of it: saved as it stands, whatever is still missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.domain.intake.prefilled import put_in
from functions.pages.fields import Field, Kind
from functions.pages.intake.leaves import Leaf

# Python reads no number of thousands of digits.
MOST_DIGITS = 18
_NO_DATE = "请填写真实存在的日期：年、月、日都要填，例如 2026年9月1日。"
NO_MONTH = "请填写年份和月份，例如 2026年12月。"


def typed_section(leaves: tuple[Leaf, ...], fields: tuple[Field, ...]) -> dict[str, Any]:
    """`fields` hold what was sent. By section, as a patch: null empties a field; what is locked, or not shown, stays."""
    schemas = {leaf.path: leaf.schema for leaf in leaves}
    found: dict[str, Any] = {}
    for field in fields:
        if not field.locked:
            put_in(found, field.name, typed_value(schemas[field.name], field.value))
    return found


def typed_value(schema: Mapping[str, Any], text: str) -> Any:
    """Text that is no such value stays text, and is refused with words when it is saved."""
    if not text:
        return None
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if schema.get("type") == "integer" and text.replace(",", "").isdecimal() and len(text) <= MOST_DIGITS:
        return int(text.replace(",", ""))
    return text


def unreadable_dates(fields: tuple[Field, ...]) -> dict[str, str]:
    """By a field's name: a date that is none, told in the words of the three boxes."""
    return {
        field.name: _NO_DATE if field.kind is Kind.DATE else NO_MONTH
        for field in fields
        if not field.locked and field.values and field.kind in (Kind.DATE, Kind.MONTH) and not _is_day(field)
    }


def _is_day(field: Field) -> bool:
    text = field.value if field.kind is Kind.DATE else f"{field.value}-01"
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-09-01")
