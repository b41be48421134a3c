"""实施编码 by office and item: a table (infra/item_codes.toml), empty until the codes are confirmed.

[theme]
code = "…"                    # 主题服务编码 of the whole bundle

[[item]]
office = "tianhe-public-security"     # an office's id, as in routes.toml
item = "identity_card"
code = "11440106007508683Q4442106043001"   # 31 characters
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import StringConstraints, ValidationError

from functions.domain.national.numbers import IMPLEMENTATION_CODE, THEME_CODE, NationalCodes
from schemas.wire import ItemCode, Wire, faults_text

ITEM_CODES_FILE = "item_codes.toml"

_T = TypeVar("_T", bound=Wire)


class BadItemCodes(Exception):
    """A table that cannot be used: a fault of the configuration, found when it is loaded. Names the entry."""


class _Entry(Wire):
    office: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{2,80}$")]
    item: ItemCode
    code: Annotated[str, StringConstraints(pattern=rf"^{IMPLEMENTATION_CODE.pattern}$")]


class Theme(Wire):
    code: Annotated[str, StringConstraints(pattern=rf"^{THEME_CODE.pattern}$")]


def item_codes_beside(routes: Path) -> NationalCodes:
    """The table that lies beside a deployment's table of routes; without one, nothing is confirmed. Raises BadItemCodes."""
    path = routes.with_name(ITEM_CODES_FILE)
    return load_item_codes(path.read_text("utf-8")) if path.exists() else NationalCodes()


def load_item_codes(text: str) -> NationalCodes:
    """Raises BadItemCodes; two codes for one office's item are refused."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadItemCodes(f"item_codes.toml: {error}") from error
    theme = document.pop("theme", None)
    entries = document.pop("item", [])
    if document or not isinstance(entries, list):
        raise BadItemCodes("item_codes.toml: 只能有 [theme] 和 [[item]]")
    found: dict[tuple[str, str], str] = {}
    for number, raw in enumerate(entries, start=1):
        entry = _read(_Entry, raw, f"item {number}")
        if (entry.office, entry.item) in found:
            raise BadItemCodes(f"item {number}: {entry.office} {entry.item} 重复")
        found[entry.office, entry.item] = entry.code
    return NationalCodes(found, _read(Theme, theme, "theme").code if theme is not None else None)


def _read(model: type[_T], raw: Any, place: str) -> _T:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise BadItemCodes(f"{place}: {faults_text(error)}") from error
