"""Dated list prices (prices.toml), and what a use of AWS comes to."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("prices.toml")
MILLION = 1_000_000
BILLED = (
    "transitions",
    "lambda_requests",
    "lambda_gb_seconds",
    "write_units",
    "read_units",
    "api_requests",
    "log_bytes",
)


@cache
def price_list() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def bill(quantities: Mapping[str, float]) -> dict[str, float]:
    """USD for a quantity of each in BILLED, by what is billed."""
    prices = price_list()["aws"]
    return {name: quantities[name] * prices[name]["per_million"] / MILLION for name in BILLED}
