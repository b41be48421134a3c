"""What an issuer says of itself (OpenID Connect Discovery 1.0): where its keys are, and where people sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.adapters.outward.address import BadAddress, parsed_address
from functions.adapters.outward.calls import CallAsked, Calls, NoAnswer, NotPublic
from schemas.json_text import json_of

PATH = "/.well-known/openid-configuration"
# For the whole of a call, of which there are two: a server that starts waits no longer.
_SECONDS = 5.0
_MOST_BODY = 256 * 1024
ALGORITHMS = frozenset({"RS256", "ES256"})
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class IssuerUnusable(ValueError):
    """The issuer cannot be used as it is: says what it lacks and what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """`authorize` and `token`: None where nobody signs in to the pages there."""

    jwks: str
    authorize: str | None = None
    token: str | None = None
    end_session: str | None = None


def discovered(issuer: str, *, seconds: float = _SECONDS) -> Endpoints:
    """Reads the document and the keys that it names. Raises IssuerUnusable."""
    _check_address(issuer, "issuer")
    calls = Calls(seconds=seconds, connect_seconds=seconds, most_body=_MOST_BODY, idle=1)
    try:
        document = _document(calls, issuer.rstrip("/") + PATH)
        endpoints = endpoints_of(document, issuer)
        _check_keys(_document(calls, endpoints.jwks), endpoints.jwks)
    finally:
        calls.close()
    return endpoints


def endpoints_of(document: Mapping[str, Any], issuer: str) -> Endpoints:
    """Raises IssuerUnusable."""
    if document.get("issuer") != issuer:
        raise _unusable(f"发现文档自称的 issuer 不是 {issuer}", f"the document is not of issuer {issuer}")
    signed = document.get("id_token_signing_alg_values_supported", sorted(ALGORITHMS))
    if not isinstance(signed, list) or not ALGORITHMS & {one for one in signed if isinstance(one, str)}:
        raise _unusable("签名算法须为 RS256 或 ES256", "it signs with neither RS256 nor ES256")
    methods = document.get("code_challenge_methods_supported", ["S256"])
    if not isinstance(methods, list) or "S256" not in methods:
        raise _unusable("不支持 PKCE 的 S256", "it does not take PKCE with S256")
    keys = _address(document, "jwks_uri")
    if keys is None:
        raise _unusable("发现文档没有 jwks_uri", "the document has no jwks_uri")
    return Endpoints(
        keys,
        _address(document, "authorization_endpoint"),
        _address(document, "token_endpoint"),
        _address(document, "end_session_endpoint"),
    )


def _address(document: Mapping[str, Any], name: str) -> str | None:
    found = document.get(name)
    if found is None:
        return None
    _check_address(found, name)
    return str(found)


def _check_address(url: object, name: str) -> None:
    try:
        where = parsed_address(url) if isinstance(url, str) else None
    except BadAddress:
        where = None
    if where is None or (where.scheme != "https" and where.host not in _HERE):
        raise _unusable(f"{name} 须为 https 地址", f"{name} is no https URL")


def _document(calls: Calls, url: str) -> Mapping[str, Any]:
    try:
        answered = calls.call(CallAsked(url, method="GET", headers={"accept": "application/json"}))
    except (NoAnswer, NotPublic) as error:
        raise _unusable(f"{url} 没有应答（{error}）", f"{url} does not answer ({error})") from error
    if answered.status != 200:
        raise _unusable(f"{url} 应答 {answered.status}", f"{url} answered {answered.status}")
    try:
        found = json_of(answered.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _unusable(f"{url} 应答的不是 JSON 对象", f"{url} answered no JSON object")
    return found


def _check_keys(document: Mapping[str, Any], url: str) -> None:
    from functions.adapters.issuer_keys import signing_keys

    if not signing_keys(document):
        raise _unusable(f"{url} 里没有可用的验签公钥", f"{url} has no key that we can check signatures with")


def _unusable(zh: str, en: str) -> IssuerUnusable:
    return IssuerUnusable(
        f"身份认证服务不可用：{zh}。请核对配置与网络，见 docs/sign-in.md。Issuer unusable: {en}."
    )
