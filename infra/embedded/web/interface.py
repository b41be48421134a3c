"""What the server knows of the interface before a request is whole: how large its body may be, and if it only looks up."""

from collections.abc import Mapping
from functools import cache

from functions.api.routes import ROUTES
from functions.pages.routes import PAGES
from functions.web.matching import RouteTable
from infra.embedded.materials import MATERIALS_PATH
from infra.embedded.web.bounds import MOST_BODY

# Where no body is asked for, a small one is read and passed over.
OF_NOTHING = 64 * 1024
STATIC = "/static/"


def most_body(path: str) -> int:
    """Only files are larger than what the routes take."""
    if path.startswith(MATERIALS_PATH):
        return MOST_BODY
    routes, sizes = _sizes()
    route, _ = routes.match(path)
    return sizes[route] if route else OF_NOTHING


def is_quick(method: str, path: str) -> bool:
    """What anybody may look up, the same for everybody."""
    return method in ("GET", "HEAD") and (path in _looked_up() or path.startswith(STATIC))


@cache
def _sizes() -> tuple[RouteTable, Mapping[str, int]]:
    """All routes, and each one's."""
    found: dict[str, int] = {}
    for route in ROUTES:
        size = route.bounds.size if route.body is not None else OF_NOTHING
        found[route.path] = max(size, found.get(route.path, 0))
    for page in PAGES:
        found[page.path] = max(page.most, found.get(page.path, 0))
    return RouteTable(found), found


@cache
def _looked_up() -> frozenset[str]:
    return frozenset(route.path for route in ROUTES if route.is_public and route.method == "GET")
