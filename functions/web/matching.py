"""Which route a path meets: asked of each request on one machine, before its body is read, when it is answered and when it is
counted; on AWS of those that come through one door (gathered.py).
"""

from collections.abc import Iterable, Mapping, Sequence

_Names = tuple[str, ...]


class RouteTable:
    """A plain route goes before one with parameters; a last slash is dropped, as on AWS."""

    def __init__(self, routes: Iterable[str]) -> None:
        # By how many parts they have: of three hundred a few dozen are looked at.
        self._by_length: dict[int, list[_Names]] = {}
        for route in sorted(routes, key=lambda one: ("{" in one, one)):
            names = tuple(route.split("/"))
            self._by_length.setdefault(len(names), []).append(names)

    def match(self, path: str) -> tuple[str | None, Mapping[str, str]]:
        """The first route that fits `path`, and its parameters."""
        parts = (path.removesuffix("/") or "/").split("/")
        for names in self._by_length.get(len(parts), ()):
            if _fits(names, parts):
                given = zip(names, parts, strict=True)
                return "/".join(names), {name[1:-1]: part for name, part in given if name[:1] == "{"}
        return None, {}


def _fits(names: _Names, parts: Sequence[str]) -> bool:
    return all(name == part or (part and name[:1] == "{") for name, part in zip(names, parts, strict=True))
