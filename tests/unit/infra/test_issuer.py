import io
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.tokens import IssuerTokens
from functions.domain.case.access import Person
from functions.domain.refusals import BadToken
from infra.embedded.citizens import citizen as made_up
from infra.embedded.issuer import AUDIENCE, IDENTITIES, ISSUER, Issuer
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.web.types import Environ, StartResponse
from schemas.codes import Department, Role
from tests.support.each import each

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def _elsewhere(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("418 I'm a Teapot", [])
    return []


def _call(folder: Path, method: str, path: str, *, body: bytes = b"") -> tuple[str, Any]:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    serve = issuer_wsgi(Issuer(folder, clock=lambda: NOW), _elsewhere)
    answer = b"".join(serve(environ, lambda status, _: said.append(status)))
    return said[0], json.loads(answer or b"null")


def _tokens(issuer: Issuer, *, at: datetime = NOW) -> IssuerTokens:
    return IssuerTokens(issuer.jwks, audience=AUDIENCE, issuer=ISSUER, clock=lambda: at)


@each("identity", IDENTITIES.values())
def test_every_demo_identity_signs_in_as_who_it_is(identity: Any, tmp_path: Path) -> None:
    issuer = Issuer(tmp_path, clock=lambda: NOW)

    who = _tokens(issuer).principal(f"Bearer {issuer.token(identity)['access_token']}")

    assert (who.subject, who.role, who.region) == (identity.id, identity.role, identity.region)
    assert who.department is identity.department


def test_there_are_four_applicants_a_clerk_two_operators_and_staff_of_every_department() -> None:
    roles = [identity.role for identity in IDENTITIES.values()]

    assert [roles.count(role) for role in Role] == [4, 1, len(Department), 2]


def test_a_token_is_refused_when_its_hour_is_over(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path, clock=lambda: NOW)
    token = issuer.token(IDENTITIES["operator"])["access_token"]

    with pytest.raises(BadToken):
        _tokens(issuer, at=NOW + timedelta(hours=2)).principal(f"Bearer {token}")


def test_a_restart_keeps_the_key_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    token = Issuer(tmp_path, clock=lambda: NOW).token(IDENTITIES["clerk"])["access_token"]

    who = _tokens(Issuer(tmp_path, clock=lambda: NOW)).principal(f"Bearer {token}")

    assert who.subject == "clerk"
    assert stat.S_IMODE((tmp_path / "issuer.pem").stat().st_mode) == 0o600


def test_anothers_key_does_not_sign_for_this_issuer(tmp_path: Path) -> None:
    other = Issuer(tmp_path / "other", clock=lambda: NOW).token(IDENTITIES["clerk"])["access_token"]

    with pytest.raises(BadToken):
        _tokens(Issuer(tmp_path / "ours", clock=lambda: NOW)).principal(f"Bearer {other}")


def test_a_token_is_had_over_http_by_naming_an_identity(tmp_path: Path) -> None:
    status, said = _call(tmp_path, "POST", "/issuer/token", body=b'{"identity": "applicant-1"}')

    assert status == "200 OK"
    assert said["access_token"].count(".") == 2
    assert said["expires_in"] == 3600


@each("body", [b"", b"[]", b"{", b'{"identity": 7}', b'{"identity": "nobody"}', b"\xff", b"[" * 4000])
def test_whoever_is_not_a_demo_identity_gets_no_token(tmp_path: Path, body: bytes) -> None:
    status, said = _call(tmp_path, "POST", "/issuer/token", body=body)

    assert status.startswith("422")
    assert "access_token" not in said


def test_the_list_names_everybody_in_chinese(tmp_path: Path) -> None:
    _, said = _call(tmp_path, "GET", "/issuer")

    assert {entry["id"] for entry in said["identities"]} == set(IDENTITIES)
    assert all(not entry["name"].isascii() for entry in said["identities"])


def test_the_published_key_is_the_public_half(tmp_path: Path) -> None:
    _, said = _call(tmp_path, "GET", "/issuer/.well-known/jwks.json")

    assert "d" not in said["keys"][0]


@pytest.mark.parametrize(
    ("path", "status"), [("/issuer/x", "404"), ("/issuers", "418"), ("/v1/guide", "418")]
)
def test_every_other_path_is_the_apps(tmp_path: Path, path: str, status: str) -> None:
    said, _ = _call(tmp_path, "GET", path)

    assert said.startswith(status)


def test_a_citizen_is_who_the_sandbox_knows_and_one_is_not_verified(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path, clock=lambda: NOW)

    people = {
        name: _tokens(issuer).principal(f"Bearer {issuer.token(identity)['access_token']}").person
        for name, identity in IDENTITIES.items()
    }

    assert people["applicant-1"] == Person("测试甲", "440106200301010010")
    assert people["applicant-4"] is None
    assert people["clerk"] is None


def test_an_applicant_may_be_any_made_up_citizen_and_nobody_else_may(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path, clock=lambda: NOW)

    def person(identity: str, citizen: object) -> Person | None:
        body = json.dumps({"identity": identity, "citizen": citizen}).encode()
        _, said = _call(tmp_path, "POST", "/issuer/token", body=body)
        return _tokens(issuer).principal(f"Bearer {said['access_token']}").person

    assert person("applicant-1", 7) == made_up(7) != made_up(8)
    assert person("applicant-1", "7") == person("applicant-1", None) == IDENTITIES["applicant-1"].person
    assert person("clerk", 7) is None
