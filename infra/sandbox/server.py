"""The sandbox over HTTP: `POST /offices/{department}/items`, `/notices`, `/shared-data/{source}`, `/seals` and
`/platforms/{platform}`.

For this machine only: what came in (`GET /record`, `GET /notices`, `GET /platforms`) and the script.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any

from pydantic import ValidationError

from functions.domain.national.owed_messages import ToldPlatform
from infra.sandbox.inbox import Inbox
from infra.sandbox.office import SandboxOffices
from infra.sandbox.platforms import SandboxPlatforms
from infra.sandbox.script import PlatformBehaviour, parse_script
from infra.sandbox.seal import SandboxSeals
from infra.sandbox.sources import SOURCE_CODES, Sources
from schemas.catalogue.prefill import SourceCode
from schemas.codes import Department


@dataclass(frozen=True, slots=True)
class SandboxProvince:
    """The province's platforms."""

    seals: SandboxSeals
    platforms: SandboxPlatforms


_Environ = Mapping[str, Any]
_StartResponse = Callable[[str, list[tuple[str, str]]], object]
_Said = tuple[int, dict[str, Any], dict[str, str]]


def sandbox_application(
    offices: SandboxOffices,
    inbox: Inbox,
    sources: Sources | None = None,
    province: SandboxProvince | None = None,
) -> Callable[[_Environ, _StartResponse], Iterable[bytes]]:
    def serve(environ: _Environ, start_response: _StartResponse) -> Iterable[bytes]:
        status, body, headers = _answer(offices, inbox, sources, province, environ)
        encoded = json.dumps(body, ensure_ascii=False).encode()
        start_response(
            f"{status} {HTTPStatus(status).phrase}",
            [("Content-Type", "application/json"), ("Content-Length", str(len(encoded))), *headers.items()],
        )
        return [encoded]

    return serve


def _answer(
    offices: SandboxOffices,
    inbox: Inbox,
    sources: Sources | None,
    province: SandboxProvince | None,
    environ: _Environ,
) -> _Said:
    match environ["REQUEST_METHOD"], environ["PATH_INFO"].strip("/").split("/"):
        case "POST", ["offices", name, "items"] if name in set(Department):
            return _deliver(offices, Department(name), environ)
        case "POST", ["notices"]:
            return *inbox.take(offices.script.notices, _headers(environ), _body(environ)), {}
        case "POST", ["shared-data", name] if sources and name in SOURCE_CODES:
            source = offices.script.sources.get(SourceCode(name))
            return *sources.answer(name, source, _headers(environ), _body(environ)), {}
        case method, ["seals" | "platforms" as what, *rest] if province:
            return _of_province(offices, province, (method, what, *rest), environ)
        case "GET", ["notices"] if _is_local(environ):
            return 200, inbox.told(), {}
        case "GET", ["health"]:
            return 200, {"status": "ok"}, {}
        case method, ["record" | "script" as what] if _is_local(environ):
            return _control(offices, method, what, environ)
        case _:
            return 404, {"error": "not found"}, {}


def _of_province(
    offices: SandboxOffices, province: SandboxProvince, asked: tuple[str, ...], environ: _Environ
) -> _Said:
    match asked:
        case ["POST", "seals"]:
            return *province.seals.answer(offices.script.seals, _headers(environ), _body(environ)), {}
        case ["POST", "platforms", name] if name in set(ToldPlatform):
            platform = ToldPlatform(name)
            behaviour = offices.script.platforms.get(platform, PlatformBehaviour())
            told = province.platforms.answer(platform, behaviour, _headers(environ), _body(environ))
            return *told, {}
        case ["GET", "platforms"] if _is_local(environ):
            return 200, province.platforms.told(), {}
        case _:
            return 404, {"error": "not found"}, {}


def _deliver(offices: SandboxOffices, department: Department, environ: _Environ) -> _Said:
    reply = offices.deliver(department, _headers(environ), _body(environ))
    headers = {} if reply.retry_after is None else {"Retry-After": str(reply.retry_after)}
    return reply.status, {"verdict": reply.verdict}, headers


def _control(offices: SandboxOffices, method: str, what: str, environ: _Environ) -> _Said:
    match method, what:
        case "GET", "record":
            return 200, offices.record.told(), {}
        case "GET", "script":
            return 200, offices.script.model_dump(mode="json"), {}
        case "PUT", "script":
            return _replace_script(offices, _body(environ))
        case _:
            return 405, {"error": "method not allowed"}, {}


def _replace_script(offices: SandboxOffices, body: bytes) -> _Said:
    try:
        offices.script = parse_script(body)
    except ValidationError as exc:
        return 422, {"error": str(exc)}, {}
    return 200, offices.script.model_dump(mode="json"), {}


def _headers(environ: _Environ) -> dict[str, str]:
    return {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }


def _body(environ: _Environ) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


def _is_local(environ: _Environ) -> bool:
    return ip_address(environ["REMOTE_ADDR"]).is_loopback
