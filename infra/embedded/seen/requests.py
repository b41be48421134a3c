"""The access log: a line a request, by the route that it met; no path, query, header or address, which may be somebody's."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from functions.telemetry.lines import write_line
from infra.embedded.seen.numbers import Numbers
from infra.embedded.web.exchange import Exchanged

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Anybody may make up methods and paths: each would be a series of its own.
_OTHER, NO_ROUTE = "other", "-"


RouteOf = Callable[[str], str]


def route_finder(routes: Iterable[str], prefixes: Iterable[str] = ()) -> RouteOf:
    """`prefixes`: below them all is one route."""
    by_length: dict[int, list[list[str]]] = {}
    for route in sorted(routes, key=lambda one: ("{" in one, one)):
        parts = route.split("/")
        by_length.setdefault(len(parts), []).append(parts)
    below = tuple(prefixes)

    def route_of(path: str) -> str:
        for prefix in below:
            if path.startswith(prefix):
                return f"{prefix}{{key}}"
        return _met(by_length, (path.rstrip("/") or "/").split("/"))

    return route_of


def _met(by_length: Mapping[int, Sequence[Sequence[str]]], parts: Sequence[str]) -> str:
    for names in by_length.get(len(parts), ()):
        if all(
            name == part or (name.startswith("{") and part) for name, part in zip(names, parts, strict=True)
        ):
            return "/".join(names)
    return NO_ROUTE


def counting_requests(numbers: Numbers, route_of: RouteOf) -> Callable[[Exchanged], None]:
    def seen(one: Exchanged) -> None:
        method = one.method if one.method in METHODS else _OTHER
        route = route_of(one.path) if one.path else NO_ROUTE
        numbers.request(method=method, route=route, status=one.status, seconds=one.seconds)
        told = {"method": method, "route": route, "status": one.status, "ms": round(one.seconds * 1000, 1)}
        write_line("request", {**told, "bytes": one.bytes, "request_id": one.request_id})

    return seen
