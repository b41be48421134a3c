"""The app as chalice.test drives it, with an injected set of dependencies; nothing leaves the process."""

import json
from collections.abc import Mapping
from typing import Any

from chalice.app import Chalice
from chalice.local import RouteMatcher
from chalice.test import Client

from functions.api.binder import AnyRoute, bind
from functions.api.routes import ROUTES
from functions.ports.deps import Deps
from functions.web import problems


class Reports(list[tuple[str, Mapping[str, str]]]):
    def __call__(self, message: str, fields: Mapping[str, str]) -> None:
        self.append((message, fields))


class Answer:
    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers: dict[str, str] = {name.lower(): value for name, value in response.headers.items()}
        self.body: bytes = response.body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.json["code"])


class Undeclared(AssertionError):
    """A route answered with an error that its declaration, and so the interface's documentation, does not name."""


class Api:
    """`reports` is what would have been logged. Every error that is answered must be one that its route declares."""

    def __init__(self, deps: Deps, routes: tuple[AnyRoute, ...] = ROUTES) -> None:
        self.reports = Reports()
        self.app = Chalice("lianban-test", configure_logs=False, env={})
        self._routes = routes
        self._matcher = RouteMatcher([route.path for route in routes])
        bind(self.app, routes, deps=lambda: deps, report=self.reports)
        self._client = Client(self.app)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, b"", headers)

    def post(self, path: str, body: bytes | object, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, raw, {"content_type": "application/json", **headers})

    def put(self, path: str, body: object, **headers: str) -> Answer:
        return self.send(
            "PUT", path, json.dumps(body).encode(), {"content_type": "application/json", **headers}
        )

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Header names are written with underscores, to be keywords."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = Answer(self._client.http.request(method, path, headers=named, body=body))
        self._check_declared(method, path, answer)
        return answer

    def _check_declared(self, method: str, path: str, answer: Answer) -> None:
        if answer.headers.get("content-type") != problems.MEDIA_TYPE:
            return
        route = self._route(method, path)
        if route is not None and answer.code not in {error.code for error in route.refusals}:
            raise Undeclared(f"{method} {route.path} does not declare {answer.code}")

    def _route(self, method: str, path: str) -> AnyRoute | None:
        """None: no route of ours is reached, and the framework itself answers."""
        try:
            reached = self._matcher.match_route(path).route
        except ValueError:
            return None
        return next((one for one in self._routes if (one.method, one.path) == (method, reached)), None)
