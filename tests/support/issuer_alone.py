"""An issuer on this machine for the length of a test: what it says of itself, its keys, codes for tokens."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt

from infra.embedded.web.types import Environ, StartResponse
from tests.support.issuing import RSA_KEY, rsa_jwk
from tests.support.serving import serving

ROLES: dict[str, dict[str, str]] = {
    "applicant": {"name": "测试甲", "id_number": "11010119900307109X"},
    "clerk": {"region": "440106"},
    "operator": {"region": "440000"},
}


# Nobody is there: `signed_in_at` says where its page would send a browser back to.
PAGE = "https://issuer.test/authorize"


@dataclass
class IssuerAlone:
    address: str = ""

    def token(self, role: str) -> str:
        now = datetime.now(UTC)
        claims: dict[str, Any] = {
            "iss": self.address,
            "aud": "lianban",
            "sub": f"{role}-1",
            "role": role,
            "iat": now - timedelta(seconds=5),
            "exp": now + timedelta(hours=1),
            **ROLES[role],
        }
        return jwt.encode(claims, RSA_KEY, algorithm="RS256", headers={"kid": "k1"})

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        match environ["PATH_INFO"]:
            case "/.well-known/openid-configuration":
                return _told(start_response, self._document())
            case "/keys":
                return _told(start_response, {"keys": [rsa_jwk(RSA_KEY, "k1")]})
            case "/token":
                asked = parse_qs(environ["wsgi.input"].read().decode())
                return _told(
                    start_response, {"access_token": self.token(asked["code"][0]), "token_type": "Bearer"}
                )
        start_response("404 Not Found", [("Content-Length", "0")])
        return []

    def _document(self) -> dict[str, str]:
        return {
            "issuer": self.address,
            "jwks_uri": f"{self.address}/keys",
            "authorization_endpoint": PAGE,
            "token_endpoint": f"{self.address}/token",
        }


def signed_in_at(page: str, role: str) -> str:
    asked = dict(parse_qsl(urlsplit(page).query))
    return f"{asked['redirect_uri']}?{urlencode({'code': role, 'state': asked['state']})}"


def _told(start_response: StartResponse, document: object) -> Iterable[bytes]:
    body = json.dumps(document).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def issuer_alone() -> Iterator[IssuerAlone]:
    issuer = IssuerAlone()
    with serving(issuer) as port:
        issuer.address = f"http://127.0.0.1:{port}"
        yield issuer


def main(folder: Path) -> None:
    """For a machine apart: its address and a token for each role as files in `folder`, until it is ended."""
    with issuer_alone() as issuer:
        for role in ROLES:
            (folder / f"{role}.token").write_text(issuer.token(role))
        (folder / "issuer").write_text(issuer.address)
        Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
