"""Which route a path meets."""

from functions.web.matching import RouteTable
from tests.support.each import each

TABLE = RouteTable(["/", "/cases", "/cases/{case}", "/cases/new", "/cases/{case}/items/{item}", "/{page}"])


@each(
    "path, route, parameters",
    [
        ("/", "/", {}),
        ("", "/", {}),
        ("/cases", "/cases", {}),
        ("/cases/", "/cases", {}),
        ("/cases/new", "/cases/new", {}),
        ("/cases/7", "/cases/{case}", {"case": "7"}),
        ("/cases/7/items/x", "/cases/{case}/items/{item}", {"case": "7", "item": "x"}),
        ("/about", "/{page}", {"page": "about"}),
        ("/cases//items/x", None, {}),
        ("/cases//", None, {}),
        ("/cases/%2F", "/cases/{case}", {"case": "%2F"}),
        ("/cases/7/notes/x", None, {}),
        ("/a/b/c/d/e", None, {}),
    ],
)
def test_a_path_meets_the_plain_route_first_and_no_route_with_nothing_in_it(
    path: str, route: str | None, parameters: dict[str, str]
) -> None:
    assert TABLE.match(path) == (route, parameters)
