"""办件编号: 43 characters, 实施编码 (31) + yyyyMMdd + a daily serial of four digits.

Derived from public samples (GB/T 39554.1-2020 itself was not found). The 实施编码 of an office's item is configuration; where
it is 待核定 there is no number, for none is made up. 主题服务办件编码 (the whole case) is built the same way from the theme's
code, if one is configured.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

IMPLEMENTATION_CODE = re.compile(r"[0-9A-Z]{18}[1-7][0-9]{12}")
THEME_CODE = re.compile(r"[0-9A-Z]{4,40}")
MOST_A_DAY = 9999


@dataclass(frozen=True, slots=True)
class NationalCodes:
    """`items`: 实施编码 by office and item. Empty until they are confirmed."""

    items: Mapping[tuple[str, str], str] = field(default_factory=dict)
    theme: str | None = None

    def of(self, office: str | None, item: str) -> str | None:
        return self.items.get((office, item)) if office else None


def numbered(code: str, day: date, serial: int) -> str:
    """Raises ValueError when the day's serials are used up: nothing else may be put in their place."""
    if not 1 <= serial <= MOST_A_DAY:
        raise ValueError("a day has 9,999 serials")
    return f"{code}{day:%Y%m%d}{serial:04}"


def base_code(implementation: str) -> str:
    """基本编码: the last twelve."""
    return implementation[19:]


def organization(implementation: str) -> str:
    """统一社会信用代码 of the office: the first eighteen."""
    return implementation[:18]
