"""Every error of the program, whichever room keeps it."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from functions.domain.errors import LianbanError

ROOT = Path(__file__).parents[2]
KEPT_IN = tuple(
    sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "functions/domain").rglob("*.py")
        if path.stem in ("errors", "conflicts") or path.stem.endswith("refusals")
    )
)


def every_error() -> tuple[type[LianbanError], ...]:
    for path in KEPT_IN:
        import_module(path.removesuffix(".py").replace("/", "."))
    ours = {kind for kind in _family(LianbanError) if kind.__module__.startswith("functions.")}
    return tuple(sorted(ours, key=lambda kind: kind.__name__))


def _family(kind: type[LianbanError]) -> Iterator[type[LianbanError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _family(child)
