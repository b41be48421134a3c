"""Between the system and a developer's program: shows each message and whether its signature holds, and passes it on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import urllib3

from infra.console.kit.message import KitMessage
from infra.console.kit.verdict import SignatureVerdict, judge
from infra.embedded.files import write_whole
from infra.embedded.web.types import Environ, StartResponse, Wsgi

# The system waits ten; what is passed on has to be answered before.
_TIMEOUT_SECONDS = 9.0
# Of one connection only.
HOP = frozenset({"host", "connection", "content-length", "transfer-encoding", "keep-alive"})
Forward = Callable[[KitMessage], tuple[int, bytes, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Passed:
    """What came, how it was judged, and what was answered; `status` is the developer's program's, or ours (`forwarded`)."""

    message: KitMessage
    verdict: SignatureVerdict
    status: int
    forwarded: bool


def relay(
    keys: Sequence[str], forward: Forward, *, clock: Callable[[], datetime], tell: Callable[[Passed], None]
) -> Wsgi:
    """What is not genuine is answered 401 and goes no further, as it should be."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        message = _message(environ)
        verdict = judge(message, keys, at=clock())
        status, body, headers = forward(message) if verdict.ok else (401, b"", {})
        tell(Passed(message, verdict, status, verdict.ok))
        start_response(f"{status} {_phrase(status)}", [*headers.items(), ("Content-Length", str(len(body)))])
        return [body]

    return serve


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _message(environ: Environ) -> KitMessage:
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if kind := environ.get("CONTENT_TYPE"):
        headers["content-type"] = kind
    return KitMessage(headers, bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))))


def forward_to(url: str) -> Forward:
    """The same bytes under the same headers. A program that does not answer is a 502: the system tries again."""
    http = urllib3.PoolManager(retries=False, timeout=_TIMEOUT_SECONDS)

    def forward(message: KitMessage) -> tuple[int, bytes, Mapping[str, str]]:
        headers = {name: value for name, value in message.headers.items() if name not in HOP}
        try:
            answered = http.request("POST", url, body=message.body, headers=headers, redirect=False)
        except urllib3.exceptions.HTTPError:
            return 502, b"", {}
        said = {
            name: answered.headers[name]
            for name in ("Content-Type", "Retry-After")
            if name in answered.headers
        }
        return answered.status, answered.data, said

    return forward


def keep_message(folder: Path, message: KitMessage, number: int) -> Path:
    """For `verify`. It holds a person's fields: readable by its owner only."""
    path = folder / f"{number:04}.json"
    write_whole(path, message.written().encode())
    return path
