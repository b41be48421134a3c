"""The app as chalice.test drives it, with an injected set of dependencies; nothing leaves the process."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from chalice.app import Chalice
from chalice.local import RouteMatcher
from chalice.test import Client

from functions.api.answers import HEADERS, success_headers
from functions.api.binder import AnyRoute, bind
from functions.api.routes import ROUTES
from functions.domain.errors import DepartmentUnavailable
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.web import problems
from schemas.office.dispatches import Message


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


def told_headers(answer: Answer) -> set[str]:
    return {name for name in HEADERS if name.lower() in answer.headers}


class Undeclared(AssertionError):
    """A route answered with an error or a header that its declaration, and so the document, does not name."""


class NoOffice:
    """In the place of offices: whatever a request records, they are told of it by a line of their own, later."""

    def __init__(self) -> None:
        self.called: list[str] = []

    def send(self, office: Office, message: Message, *, key: str) -> None:
        self.called.append(key)
        raise DepartmentUnavailable


class Bound:
    """An app with its routes, by turns for each `Api`: to bind ninety routes takes as long as the requests of a test."""

    def __init__(self, routes: tuple[AnyRoute, ...]) -> None:
        self._serves: Api | None = None
        self._app = Chalice("lianban-test", configure_logs=False, env={})
        self.routes = routes
        self.matcher = RouteMatcher([route.path for route in routes])
        bind(self._app, routes, deps=lambda: self._served.within, report=self._report)
        self._client = Client(self._app)

    @property
    def _served(self) -> "Api":
        assert self._serves is not None
        return self._serves

    def _report(self, message: str, fields: Mapping[str, str]) -> None:
        self._served.reports(message, fields)

    def app(self, served: "Api") -> Chalice:
        self._serves = served
        return self._app

    def client(self, served: "Api") -> Client:
        self._serves = served
        return self._client


@cache
def _whole() -> Bound:
    return Bound(ROUTES)


class Api:
    """`reports` is what would have been logged. Every error that is answered must be one that its route declares, and no
    office is called while somebody waits for an answer.
    """

    def __init__(self, deps: Deps, routes: tuple[AnyRoute, ...] = ROUTES) -> None:
        self.deps = deps
        self._offices = NoOffice()
        # Routes that reach nothing are tried without dependencies.
        self.within = replace(deps, gateway=self._offices) if isinstance(deps, Deps) else deps
        self.reports = Reports()
        self._bound = _whole() if routes is ROUTES else Bound(routes)

    @property
    def app(self) -> Chalice:
        return self._bound.app(self)

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
        answer = Answer(self._bound.client(self).http.request(method, path, headers=named, body=body))
        self._check_declared(method, path, answer)
        assert not self._offices.called, f"{method} {path} calls an office: {self._offices.called}"
        return answer

    def _check_declared(self, method: str, path: str, answer: Answer) -> None:
        route = self._route(method, path)
        if route is None:
            return
        if answer.headers.get("content-type") != problems.MEDIA_TYPE:
            if answer.status == route.status and not told_headers(answer) <= set(success_headers(route)):
                raise Undeclared(f"{method} {route.path} answers with {told_headers(answer)}")
        elif answer.code not in {error.code for error in route.refusals}:
            raise Undeclared(f"{method} {route.path} does not declare {answer.code}")

    def _route(self, method: str, path: str) -> AnyRoute | None:
        """None: no route of ours is reached, and the framework itself answers."""
        try:
            reached = self._bound.matcher.match_route(path).route
        except ValueError:
            return None
        return next((one for one in self._bound.routes if (one.method, one.path) == (method, reached)), None)
