"""The interface's Lambda, as AWS calls it: `entrance.handler(event, context)`.

A request pays for what it asks for only. `where.json`, made with the package (infra/package/where.py), says which modules
declare which address; they are imported and bound when it is asked for the first time. app.py binds all of them at once, for
one machine and for the template.
"""

import json
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from functions.adapters.uncollected import uncollected
from functions.adapters.unwritten import write_when_called

# In the package alone, which is compiled as with -O (infra/package/bare.py).
if not __debug__:
    write_when_called()
with uncollected():
    from chalice.app import Chalice

    # With what every request needs: at its start a Lambda has more of a processor than later.
    from functions import bootstrap
    from functions.web.edge import PROTECTION, guard, problem_response
    from functions.web.gathered import THE_REST, GatheredPages
    from functions.web.problems import RouteNotFound

WHERE = Path(__file__).with_name("where.json")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    if event["requestContext"]["resourcePath"].endswith(THE_REST):
        return _through_one_door(event, context)
    return _answered(event, context)


def _through_one_door(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """What no page is at is refused as API Gateway refuses it elsewhere (infra/package/api.py)."""
    declared = _gathered().as_declared(event)
    if declared is not None:
        return _answered(declared, context)
    refused = problem_response(RouteNotFound(), request_id=context.aws_request_id)
    refused.headers = {**PROTECTION, **refused.headers}
    answer: dict[str, Any] = refused.to_dict()
    return answer


def _answered(event: dict[str, Any], context: Any) -> dict[str, Any]:
    app, asked = _app(), event["requestContext"]
    bind_asked(app, str(asked["httpMethod"]), str(asked["resourcePath"]), _where())
    answer: dict[str, Any] = app(event, context)
    return answer


def bind_asked(app: Chalice, method: str, address: str, where: dict[str, dict[str, list[str]]]) -> None:
    """Of the interface everything that an address takes, for each method tells of the others; a page alone. What nobody
    declares is left to Chalice to refuse.
    """
    page = f"{method} {address}"
    if address in where["ROUTES"] and address not in app.routes:
        with uncollected():
            from functions.api.binder import bind_routes

            declared = _declared("ROUTES", where["ROUTES"][address])
            bind_routes(app, tuple(one for one in declared if one.path == address), deps=bootstrap.deps)
    elif page in where["PAGES"] and method not in app.routes.get(address, {}):
        with uncollected():
            from functions.pages.binder import bind_pages

            declared = _declared("PAGES", where["PAGES"][page])
            asked = tuple(one for one in declared if f"{one.method} {one.path}" == page)
            bind_pages(app, asked, deps=bootstrap.deps, find=lambda path: page_at(path, where["PAGES"]))


def page_at(path: str, where: dict[str, list[str]]) -> Any:
    """That one of the others which another page shows (大字版 in the middle of a form)."""
    from functions.pages.again import pattern_at

    known = [name.removeprefix("GET ") for name in where if name.startswith("GET ")]
    pattern = pattern_at(path, known)
    declared = _declared("PAGES", where[f"GET {pattern}"]) if pattern else ()
    return next((one for one in declared if (one.method, one.path) == ("GET", pattern)), None)


def _declared(kind: str, names: list[str]) -> list[Any]:
    return [one for name in names for one in getattr(import_module(name), kind)]


@cache
def _app() -> Chalice:
    made = Chalice(app_name="lianban", configure_logs=False)
    guard(made)
    return made


@cache
def _gathered() -> GatheredPages:
    return GatheredPages(addresses_of(_where()["PAGES"]))


def addresses_of(pages: Iterable[str]) -> dict[str, list[str]]:
    """`GET /my` … by their method."""
    found: dict[str, list[str]] = {}
    for page in pages:
        method, _, address = page.partition(" ")
        found.setdefault(method, []).append(address)
    return found


@cache
def _where() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(WHERE.read_text("utf-8"))
    return found
