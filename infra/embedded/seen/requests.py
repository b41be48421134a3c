"""The access log: a line a request, by the route that it met; no path, query, header or address, which may be somebody's."""

from collections.abc import Callable, Iterable

from functions.telemetry.lines import write_line
from functions.web.matching import RouteTable
from infra.embedded.seen.numbers import Numbers
from infra.embedded.web.exchange import Exchanged

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Anybody may make up methods and paths: each would be a series of its own.
_OTHER, NO_ROUTE = "other", "-"


RouteOf = Callable[[str], str]


def route_finder(routes: Iterable[str], prefixes: Iterable[str] = ()) -> RouteOf:
    """`prefixes`: below them all is one route."""
    table, below = RouteTable(routes), tuple(prefixes)

    def route_of(path: str) -> str:
        for prefix in below:
            if path.startswith(prefix):
                return f"{prefix}{{key}}"
        return table.match(path)[0] or NO_ROUTE

    return route_of


def counting_requests(numbers: Numbers, route_of: RouteOf) -> Callable[[Exchanged], None]:
    def seen(one: Exchanged) -> None:
        method = one.method if one.method in METHODS else _OTHER
        route = route_of(one.path) if one.path else NO_ROUTE
        numbers.request(method=method, route=route, status=one.status, seconds=one.seconds)
        told = {"method": method, "route": route, "status": one.status, "ms": round(one.seconds * 1000, 1)}
        write_line("request", {**told, "bytes": one.bytes, "request_id": one.request_id})

    return seen
