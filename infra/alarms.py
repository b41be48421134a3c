"""The alarms of both platforms, as alarms.toml declares them."""

import tomllib
from pathlib import Path
from typing import Any

_DECLARED = Path(__file__).with_name("alarms.toml")


def declared_alarms() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = tomllib.loads(_DECLARED.read_text("utf-8"))
    return found
