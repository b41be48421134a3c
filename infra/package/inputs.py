"""Of what a package is built. Whatever changes one byte of it changes this digest; more of it may change than the package."""

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from functions.adapters.beside_routes import with_beside
from functions.pages.office.kit_files import KIT_FOLDER
from infra.package.shipped import ROOT

# The program, and all that builds it.
BUILT_OF = (
    ROOT / "app.py",
    ROOT / ".chalice" / "config.json",
    *(ROOT / name for name in ("functions", "schemas", "infra", "statemachine")),
    KIT_FOLDER,
    *sorted(ROOT.glob("requirements*.txt")),
)


def digest_of_inputs(routes: Path, places: tuple[Path, ...] = BUILT_OF) -> str:
    """A SHA-256 in hexadecimal: of every file's name and content, of Python and of every library that is installed."""
    found = hashlib.sha256(sys.version.encode())
    for installed in _installed():
        found.update(f"{installed}\n".encode())
    for path in (*with_beside(routes), *_files(places)):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{_named(path, routes)}\0{content}\n".encode())
    return found.hexdigest()


@cache
def _installed() -> tuple[str, ...]:
    """To read what is installed takes longer than to read all sources, and while one program runs it stays."""
    return tuple(sorted({f"{one.name}=={one.version}" for one in distributions()}))


def _files(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in places:
        yield from (path for path in sorted(place.rglob("*")) if "__pycache__" not in path.parts)
        yield place


def _named(path: Path, routes: Path) -> str:
    return path.name if path.parent == routes.parent else str(path)
