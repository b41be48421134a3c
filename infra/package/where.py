"""Which modules declare which address of the interface and of the pages: functions/entrance.py imports no others."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from functions.api.routes import ROUTES
from functions.entrance import WHERE
from functions.pages.routes import PAGES
from infra.package.shipped import ROOT

_Where = dict[str, dict[str, list[str]]]


def where() -> _Where:
    return {
        "ROUTES": _modules("ROUTES", ((one.path, one) for one in ROUTES)),
        "PAGES": _modules("PAGES", ((f"{one.method} {one.path}", one) for one in PAGES)),
    }


def write_where(folder: Path) -> None:
    (folder / WHERE.relative_to(ROOT)).write_text(json.dumps(where(), separators=(",", ":")), "utf-8")


def _modules(kind: str, declared: Iterable[tuple[str, Any]]) -> dict[str, list[str]]:
    """By address, of a page with its method. Several lists hold a declaration, each in the next: the shortest is the one
    that it was made in.
    """
    lists = {
        name: tuple(map(id, getattr(module, kind)))
        for name, module in sorted(sys.modules.items())
        if name.startswith("functions.") and isinstance(getattr(module, kind, None), tuple)
    }
    found: dict[str, list[str]] = {}
    for address, one in declared:
        holding = [name for name, held in lists.items() if id(one) in held]
        name = min(holding, key=lambda name: len(lists[name]))
        modules = found.setdefault(address, [])
        if name not in modules:
            modules.append(name)
    return found
