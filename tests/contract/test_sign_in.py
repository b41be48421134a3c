"""The embedded issuer, an issuer over HTTP and the fake: a code is good once, for whoever has the verifier."""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.adapters.outward.sign_in import MOST_ISSUER_BODY, HttpSignIn, IssuerClient
from functions.domain.refusals import IdentityUnavailable, SignInRefused
from infra.embedded.web.types import Environ, StartResponse
from tests.contract.sign_ins import PUBLIC, STAGES, Stage
from tests.support.each import each
from tests.support.serving import serving

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
OTHER = "w" * 43
GOOD = {"access_token": "a-token", "token_type": "Bearer", "expires_in": 60}


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with STAGES[request.param](tmp_path) as set_up:
        yield set_up


def address(stage: Stage) -> str:
    return stage.sign_in.address(state="a-state", verifier=VERIFIER)


def test_a_code_is_exchanged_for_a_token(stage: Stage) -> None:
    token = stage.sign_in.token(code=stage.visit(address(stage)), verifier=VERIFIER)

    assert token
    assert token.isascii()


def test_the_issuer_is_told_the_state_and_never_the_verifier(stage: Stage) -> None:
    found = address(stage)

    assert parse_qs(urlsplit(found).query)["state"] == ["a-state"]
    assert VERIFIER not in found


def test_a_code_is_good_once(stage: Stage) -> None:
    code = stage.visit(address(stage))
    stage.sign_in.token(code=code, verifier=VERIFIER)

    with pytest.raises(SignInRefused):
        stage.sign_in.token(code=code, verifier=VERIFIER)


@each("verifier", [OTHER, "", VERIFIER + "v", "中" * 43])
def test_a_code_without_its_verifier_is_good_for_nobody_and_never_again(stage: Stage, verifier: str) -> None:
    code = stage.visit(address(stage))

    for tried in (verifier, VERIFIER):
        with pytest.raises(SignInRefused):
            stage.sign_in.token(code=code, verifier=tried)


@each("code", ["", "code", "code&grant_type=password", "中", "\r\nx: y", "c" * 3000])
def test_what_is_no_code_is_refused(stage: Stage, code: str) -> None:
    with pytest.raises(SignInRefused):
        stage.sign_in.token(code=code, verifier=VERIFIER)


@pytest.mark.parametrize("name", ["embedded", "http"])
def test_a_code_is_good_for_a_minute(name: str, tmp_path: Path) -> None:
    with STAGES[name](tmp_path) as stage:
        code = stage.visit(address(stage))
        stage.clock.advance(timedelta(seconds=60))

        with pytest.raises(SignInRefused):
            stage.sign_in.token(code=code, verifier=VERIFIER)


class Answers:
    """An issuer that says what a test says; `asked` is what it was sent."""

    def __init__(self, status: str, body: bytes) -> None:
        self.status, self.body = status, body
        self.asked: list[tuple[dict[str, str], dict[str, list[str]]]] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        sent = parse_qs(environ["wsgi.input"].read().decode())
        self.asked.append(({name: str(value) for name, value in environ.items()}, sent))
        start_response(self.status, [("Content-Length", str(len(self.body))), ("Location", "/elsewhere")])
        return [self.body]


@contextmanager
def asking(
    answers: Answers, secret: str | None = None, end_session: str | None = None
) -> Iterator[HttpSignIn]:
    with serving(answers) as port:
        url = f"http://127.0.0.1:{port}/token"
        client = IssuerClient(
            "https://issuer.example/a?tenant=1",
            url,
            "a client",
            PUBLIC,
            end_session,
            (lambda: secret) if secret else None,
        )
        sign_in = HttpSignIn(client, seconds=2)
        try:
            yield sign_in
        finally:
            sign_in.close()


def test_what_is_sent_is_what_the_standards_say() -> None:
    answers = Answers("200 OK", json.dumps(GOOD).encode())
    with asking(answers, "s:ä") as sign_in:
        found = parse_qs(urlsplit(sign_in.address(state="a-state", verifier=VERIFIER)).query)
        sign_in.token(code="a-code", verifier=VERIFIER)

    ((environ, sent),) = answers.asked
    assert found == {
        "tenant": ["1"],
        "response_type": ["code"],
        "client_id": ["a client"],
        "redirect_uri": [PUBLIC],
        "scope": ["openid profile"],
        "state": ["a-state"],
        "code_challenge": [CHALLENGE],
        "code_challenge_method": ["S256"],
    }
    assert sent == {
        "grant_type": ["authorization_code"],
        "client_id": ["a client"],
        "code": ["a-code"],
        "redirect_uri": [PUBLIC],
        "code_verifier": [VERIFIER],
    }
    assert b64decode(environ["HTTP_AUTHORIZATION"].removeprefix("Basic ")) == b"a+client:s%3A%C3%A4"


def test_a_client_without_a_secret_sends_none() -> None:
    answers = Answers("200 OK", json.dumps(GOOD).encode())
    with asking(answers) as sign_in:
        sign_in.token(code="a-code", verifier=VERIFIER)

    assert "HTTP_AUTHORIZATION" not in answers.asked[0][0]


@pytest.mark.slow
@each(
    "status, body, error",
    [
        ("400 Bad Request", b'{"error": "invalid_grant"}', SignInRefused),
        ("401 Unauthorized", b"", SignInRefused),
        ("500 Internal Server Error", b"", IdentityUnavailable),
        ("302 Found", b"", IdentityUnavailable),
        ("204 No Content", b"", IdentityUnavailable),
        ("200 OK", b"", SignInRefused),
        ("200 OK", b"{}", SignInRefused),
        ("200 OK", b"[]", SignInRefused),
        ("200 OK", b"null", SignInRefused),
        ("200 OK", b'"a-token"', SignInRefused),
        ("200 OK", b"\xff\xfe", SignInRefused),
        ("200 OK", b'{"access_token": 7, "token_type": "Bearer"}', SignInRefused),
        ("200 OK", b'{"access_token": "", "token_type": "Bearer"}', SignInRefused),
        ("200 OK", b'{"access_token": null, "token_type": "Bearer"}', SignInRefused),
        ("200 OK", b'{"error": "access_denied", "access_token": "a"}', SignInRefused),
        ("200 OK", b'{"access_token": "a", "expires_in": "soon"}', SignInRefused),
        ("200 OK", b'{"access_token": "a", "scope": 7}', SignInRefused),
        ("200 OK", b"[" * 20_000, SignInRefused),
        ("200 OK", b'{"access_token": "' + b"a" * MOST_ISSUER_BODY + b'"}', SignInRefused),
    ],
)
def test_whatever_an_issuer_answers_signs_nobody_in_by_mistake(
    status: str, body: bytes, error: type[Exception]
) -> None:
    with asking(Answers(status, body)) as sign_in, pytest.raises(error):
        sign_in.token(code="a-code", verifier=VERIFIER)


@each(
    "status, body, told",
    [
        ("400 Bad Request", b'{"error": "invalid_grant"}', {"status": 400, "error": "invalid_grant"}),
        ("404 Not Found", b"{}", {"status": 404}),
        ("401 Unauthorized", b'{"error": "of somebody", "error_description": "x"}', {"status": 401}),
        ("500 Internal Server Error", b"[" * 20_000, {"status": 500}),
        ("200 OK", b"{}", {"status": 200}),
    ],
)
def test_why_no_token_came_is_in_the_log_and_nothing_that_an_issuer_wrote(
    status: str, body: bytes, told: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    with asking(Answers(status, body)) as sign_in, pytest.raises((SignInRefused, IdentityUnavailable)):
        sign_in.token(code="a-code", verifier=VERIFIER)

    [line] = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert {"level": "WARNING", "message": "issuer gave no token", **told} == {
        name: value for name, value in line.items() if name != "timestamp"
    }


def test_an_issuer_that_is_not_there_is_left_after_one_deadline() -> None:
    client = IssuerClient("https://issuer.example/a", "http://127.0.0.1:1/token", "c", PUBLIC)
    begun = monotonic()

    with pytest.raises(IdentityUnavailable):
        HttpSignIn(client, seconds=1).token(code="a-code", verifier=VERIFIER)

    assert monotonic() - begun < 30


@each(
    "authorize, token, end",
    [
        ("http://issuer.example/a", "https://issuer.example/t", None),
        ("javascript:alert(1)", "https://issuer.example/t", None),
        ("https://issuer.example/a", "file:///etc/passwd", None),
        ("https://issuer.example/a", "https://issuer.example/t", "http://issuer.example/end"),
    ],
)
def test_an_address_that_is_none_is_refused_when_the_server_starts(
    authorize: str, token: str, end: str | None
) -> None:
    with pytest.raises(ValueError, match="issuer's "):
        HttpSignIn(IssuerClient(authorize, token, "c", PUBLIC, end))


def test_one_signs_out_there_by_the_clients_name() -> None:
    with asking(Answers("200 OK", b""), end_session="https://issuer.example/end") as sign_in:
        assert sign_in.sign_out == "https://issuer.example/end?client_id=a+client"
    with asking(Answers("200 OK", b"")) as sign_in:
        assert sign_in.sign_out is None
