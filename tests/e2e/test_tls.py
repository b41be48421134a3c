"""HTTPS through the web servers whose files are given: addresses, cookies, sizes, and what is said meanwhile."""

import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import urllib3

from functions.api.national import UNREADABLE
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.interface import most_body
from infra.embedded.web.types import Environ, StartResponse
from tests.support.certificates import certified
from tests.support.issuer_alone import issuer_alone, signed_in_at
from tests.support.machine import ROOT, free_port, python, until
from tests.support.over_http import over_http
from tests.support.serving import serving
from tests.support.web_servers import NAME, Front, front_before, missing, web_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.together("tls")]
KINDS = ("nginx", "caddy")
LARGEST = "/cases/nobody/materials/nothing/nothing"
CONFIG = """
[server]
folder = "var"
port = {port}
public = "{public}"
trusted_proxies = ["127.0.0.1"]
[sign_in]
issuer = "{issuer}"
[outside]
notices = "none"
shared_data = "none"
"""


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    if why := missing(request.param):
        pytest.skip(why)
    return str(request.param)


@pytest.fixture(scope="module")
def served(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The whole server behind it."""
    folder = tmp_path_factory.mktemp(kind)
    certified(folder, NAME)
    front = front_before(free_port(), folder)
    with issuer_alone() as issuer:
        config = folder / "lianban.toml"
        config.write_text(CONFIG.format(port=front.behind, public=front.address, issuer=issuer.address))
        (folder / "routes.toml").write_text("")
        config.write_text(config.read_text() + '[offices]\nroutes = "routes.toml"\n')
        server = python("infra.embedded", "--config", str(config), log=folder / "server.log")
        try:
            until(lambda: server.poll() is not None or _is_up(front.behind), seconds=30)
            assert server.poll() is None, (folder / "server.log").read_text()
            with web_server(kind, front):
                yield front
        finally:
            server.terminate()
            server.wait(30)


def _is_up(port: int) -> bool:
    try:
        return over_http("GET", f"http://127.0.0.1:{port}/health", retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def cookies_of(answer: urllib3.BaseHTTPResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def test_a_clerk_signs_in_over_https_and_the_browser_ties_the_cookie_to_this_host(served: Front) -> None:
    with served.pool() as browser:
        begun = browser.request("GET", "/sign-in", redirect=False)
        [kept] = cookies_of(begun)
        back = signed_in_at(begun.headers["Location"], "clerk")
        assert back.startswith(f"{served.address}/signed-in?")
        path = back.removeprefix(served.address)
        signed_in = browser.request(
            "GET", path, headers={**_host(served), "Cookie": _pair(kept)}, redirect=False
        )
        session = next(
            one for one in cookies_of(signed_in) if "lianban-session" in one.lower() or "Max-Age=0" not in one
        )
        page = browser.request("GET", "/window", headers={**_host(served), "Cookie": _pair(session)})
        stranger = browser.request("GET", "/window", redirect=False)

    for line in (kept, session):
        assert re.match(r"__Host-[^;]+; Path=/; .*Secure; HttpOnly; SameSite=Lax$", line)
    assert (signed_in.status, page.status) == (303, 200)
    assert "窗口" in page.data.decode()
    assert stranger.status != 200


def _host(front: Front) -> dict[str, str]:
    return {"Host": f"{NAME}:{front.port}", "Accept": "text/html"}


def _pair(line: str) -> str:
    return line.partition(";")[0]


def test_https_says_once_that_it_is_to_stay_and_plain_http_leads_to_it(served: Front) -> None:
    with served.pool() as browser:
        answer = browser.request("GET", "/")
    plain = over_http(
        "GET",
        f"http://127.0.0.1:{served.plain}/guide?x=1",
        headers={"Host": NAME},
        redirect=False,
        retries=False,
    )

    assert answer.status == 200
    assert answer.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"]
    assert plain.status in (301, 308)
    assert re.fullmatch(rf"https://{NAME}(:\d+)?/guide\?x=1", plain.headers["Location"])


def test_the_largest_form_comes_through_and_one_byte_more_is_refused(served: Front, kind: str) -> None:
    most = most_body(LARGEST)

    largest, larger = (_sent(served, size) for size in (most, most + 1))
    twice = _sent(served, 2 * most, "text/html")

    assert largest is not None
    assert largest.status not in (413, 502, 503)
    assert twice is not None or kind == "caddy"
    assert twice is None or (twice.status == 413 and "提交的内容太大" in twice.data.decode())
    # nginx waits until all has come; Caddy may hang up on who still sends, and then nobody reads why.
    assert larger is not None or kind == "caddy"
    assert larger is None or (larger.status, larger.json()["code"]) == (413, "body-too-large")


def _sent(front: Front, size: int, accept: str = "*/*") -> urllib3.BaseHTTPResponse | None:
    """None: the other side hung up."""
    with front.pool() as browser:
        try:
            return browser.request(
                "POST", LARGEST, body=bytes(size), headers={**_host(front), "Accept": accept}
            )
        except (urllib3.exceptions.ProtocolError, urllib3.exceptions.SSLError):
            return None


def test_while_the_server_is_started_anew_people_are_told_to_come_back(kind: str, tmp_path: Path) -> None:
    certified(tmp_path, NAME)
    front = front_before(free_port(), tmp_path)

    with web_server(kind, front), front.pool() as browser:
        answer = browser.request("GET", "/", headers=_host(front))

    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "系统正在启动" in answer.data.decode()
    assert answer.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"]


def test_what_fails_while_the_server_is_away_leaves_no_path_and_no_address_in_a_log(
    kind: str, tmp_path: Path
) -> None:
    certified(tmp_path, NAME)
    front = front_before(free_port(), tmp_path)

    with web_server(kind, front), front.pool("127.0.0.9") as browser:
        answer = browser.request("GET", "/my/8f14e45f?purpose=told", headers=_host(front))

    logs = {one.name: one.read_text("utf-8") for one in tmp_path.glob("*.log")}
    assert answer.status == 503
    assert logs
    assert [name for name, text in logs.items() if "8f14e45f" in text or "127.0.0.9" in text] == []


def test_an_address_that_somebody_claims_is_not_believed_and_the_web_servers_word_is(
    kind: str, tmp_path: Path
) -> None:
    certified(tmp_path, NAME)

    with serving(_address, bounds=Bounds(farewell=1, trusted=frozenset({"127.0.0.1"}))) as behind:
        front = front_before(behind, tmp_path)
        with web_server(kind, front), front.pool("127.0.0.2") as browser:
            claimed = browser.request("GET", "/", headers={**_host(front), "X-Forwarded-For": "9.9.9.9"})
    with serving(_address, bounds=Bounds(farewell=1)) as behind:
        front = front_before(behind, tmp_path)
        with web_server(kind, front), front.pool("127.0.0.2") as browser:
            untrusted = browser.request("GET", "/", headers=_host(front))

    assert claimed.data == b"127.0.0.2"
    assert untrusted.data == b"127.0.0.1"


def _address(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["REMOTE_ADDR"].encode()]


def test_the_head_of_an_export_that_names_a_hundred_unreadable_cases_comes_through(
    kind: str, tmp_path: Path
) -> None:
    certified(tmp_path, NAME)
    ids = ",".join(str(uuid.UUID(int=number)) for number in range(100))

    def unreadable(_: Environ, start_response: StartResponse) -> Iterable[bytes]:
        head = [("Content-Type", "application/x-ndjson"), ("Lianban-Cursor", "c" * 512), (UNREADABLE, ids)]
        start_response("200 OK", head)
        return [b""]

    with serving(unreadable, bounds=Bounds(farewell=1)) as behind:
        front = front_before(behind, tmp_path)
        with web_server(kind, front), front.pool() as operator:
            answer = operator.request("POST", "/v1/operator/exports", headers=_host(front))

    assert (answer.status, answer.headers[UNREADABLE]) == (200, ids)


def test_the_largest_body_of_all_is_the_one_that_is_tried() -> None:
    from infra.embedded.web.interface import _sizes

    assert max(_sizes()[1].values()) == most_body(LARGEST)
    assert (ROOT / "infra" / "server" / "nginx.conf").is_file()
