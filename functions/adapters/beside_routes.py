"""What lies beside a deployment's table of routes and belongs to it: packed, backed up and looked at with it."""

from pathlib import Path

from functions.adapters.holidays import HOLIDAYS_FILE
from functions.adapters.item_codes import ITEM_CODES_FILE


def with_beside(routes: Path) -> tuple[Path, ...]:
    """The table first; of the others any may be missing."""
    return (routes, *(routes.with_name(name) for name in (ITEM_CODES_FILE, HOLIDAYS_FILE)))
