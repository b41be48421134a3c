"""What the embedded issuer answers over HTTP, at /issuer: who there is, its key, tokens, and the code flow."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from functions.pages.jar import has_large
from functions.web.edge import HTML, PROTECTION
from infra.embedded.issuer import CLIENT, IDENTITIES, Issuer, MadeUpIdentity, as_citizen
from infra.embedded.issuer_page import ISSUER_POLICY, choosing, wrong_page
from infra.embedded.web.types import Environ, StartResponse, Wsgi
from schemas.json_text import json_of

_BODY_LIMIT = 4096
TOKENS = "/issuer/token"
ROUTES = ("/issuer", "/issuer/.well-known/jwks.json", "/issuer/authorize", TOKENS)
_FORM = "application/x-www-form-urlencoded"
# What an authorization request says and its page carries along (RFC 6749, 4.1.1; RFC 7636, 4.3).
CARRIED = ("response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method")
MOST_VALUE = 1_000
STRANGE = "这个登录请求不完整，或者不是从本网站发出的。请回到首页，从“登录”进入。"
_CHOOSE = "请选择一个演示身份。"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    body: bytes
    headers: Mapping[str, str]


def issuer_wsgi(issuer: Issuer, otherwise: Wsgi) -> Wsgi:
    """Serves /issuer; every other path goes to `otherwise`."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].rstrip("/")
        if path != "/issuer" and not path.startswith("/issuer/"):
            return otherwise(environ, start_response)
        answer = _answer(issuer, environ, path)
        headers = {**PROTECTION, **answer.headers, "Content-Length": str(len(answer.body))}
        start_response(answer.status, list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    return serve


def _answer(issuer: Issuer, environ: Environ, path: str) -> _Answer:
    method = environ["REQUEST_METHOD"]
    match "GET" if method == "HEAD" else method, path:
        case "GET", "/issuer":
            return _json("200 OK", {"identities": [asdict(identity) for identity in IDENTITIES.values()]})
        case "GET", "/issuer/.well-known/jwks.json":
            return _json("200 OK", issuer.jwks())
        case "GET", "/issuer/authorize":
            return _ask(
                issuer,
                _pairs(environ.get("QUERY_STRING", "")),
                large=has_large(environ.get("HTTP_COOKIE", "")),
            )
        case "POST", "/issuer/authorize":
            return _give_code(issuer, _pairs(_body(environ)))
        case "POST", "/issuer/token":
            return _token(issuer, environ)
        case _:
            return _json("404 Not Found", {"detail": "没有这个地址。"})


def _ask(issuer: Issuer, given: Mapping[str, str], *, large: bool) -> _Answer:
    carried = _carried(issuer, given)
    if carried is None:
        return _html("400 Bad Request", wrong_page(STRANGE))
    return _html("200 OK", choosing(IDENTITIES.values(), carried, large=large))


def _give_code(issuer: Issuer, given: Mapping[str, str]) -> _Answer:
    carried = _carried(issuer, given)
    if carried is None:
        return _html("400 Bad Request", wrong_page(STRANGE))
    identity = as_citizen(IDENTITIES.get(given.get("identity", "")), _number(given.get("citizen", "")))
    if identity is None:
        return _html("422 Unprocessable Content", wrong_page(_CHOOSE))
    redirect = carried["redirect_uri"]
    code = issuer.codes.give(identity, redirect=redirect, challenge=carried["code_challenge"])
    location = f"{redirect}?{urlencode({'code': code, 'state': carried['state']})}"
    return _Answer("303 See Other", b"", {"Location": location})


def _carried(issuer: Issuer, given: Mapping[str, str]) -> Mapping[str, str] | None:
    """None: no request of ours. Nobody is sent anywhere that is not known here."""
    carried = {name: given.get(name, "") for name in CARRIED}
    sound = (
        carried["response_type"] == "code"
        and carried["client_id"] == CLIENT
        and carried["redirect_uri"] in issuer.redirects
        and carried["code_challenge_method"] == "S256"
        and all(carried.values())
        and carried["code_challenge"].isascii()
        and all(len(value) <= MOST_VALUE for value in carried.values())
    )
    return carried if sound else None


def _token(issuer: Issuer, environ: Environ) -> _Answer:
    raw = _body(environ)
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == _FORM:
        pairs = _pairs(raw)
        if pairs.get("grant_type"):
            return _exchanged(issuer, pairs)
    identity = _named(raw)
    if identity is None:
        detail = "请给出一个演示身份：GET /issuer 列出全部。"
        return _json("422 Unprocessable Content", {"detail": detail})
    return _json("200 OK", issuer.token(identity))


def _exchanged(issuer: Issuer, given: Mapping[str, str]) -> _Answer:
    """RFC 6749, 4.1.3 and 5.2."""
    if given["grant_type"] != "authorization_code":
        return _json("400 Bad Request", {"error": "unsupported_grant_type"})
    if given.get("client_id") != CLIENT:
        return _json("401 Unauthorized", {"error": "invalid_client"})
    token = issuer.exchange(
        given.get("code", ""),
        redirect=given.get("redirect_uri", ""),
        verifier=given.get("code_verifier", ""),
    )
    return _json("200 OK", token) if token else _json("400 Bad Request", {"error": "invalid_grant"})


def _named(raw: bytes) -> MadeUpIdentity | None:
    try:
        asked = json_of(raw)
    except ValueError:
        return None
    if not isinstance(asked, dict) or not isinstance(name := asked.get("identity"), str):
        return None
    return as_citizen(IDENTITIES.get(name), asked.get("citizen"))


def _number(text: str) -> int | None:
    """Of a made-up citizen, as it was typed."""
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else None


def _pairs(text: str | bytes) -> dict[str, str]:
    """Each name once, as it stands last; nothing where it cannot be read."""
    try:
        plain = text.decode("ascii") if isinstance(text, bytes) else text
        return dict(parse_qsl(plain, keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError:
        return {}


def _body(environ: Environ) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(min(length, _BODY_LIMIT))
    return body


def _json(status: str, document: Mapping[str, Any]) -> _Answer:
    return _Answer(
        status, json.dumps(document, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
    )


def _html(status: str, text: str) -> _Answer:
    return _Answer(status, text.encode(), {"Content-Type": HTML, "Content-Security-Policy": ISSUER_POLICY})
