"""What is sent as gzip, to whom, and what stays as it is."""

import gzip
from collections.abc import Iterable
from typing import Any

import pytest

from infra.embedded.web.compressed import compressed
from infra.embedded.web.types import Environ, StartResponse
from tests.support.each import each

PAGE = "<p>退役军人</p>".encode() * 200


def answered(
    body: bytes, media: str, accepts: str = "gzip, br", **headers: str
) -> tuple[dict[str, str], bytes]:
    lines = [("Content-Type", media), ("Content-Length", str(len(body))), *headers.items()]
    told: list[Any] = []

    def inner(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", lines)
        return [body]

    def hear(_status: str, given: Any) -> None:
        told.append(dict(given))

    sent = b"".join(compressed(inner)({"HTTP_ACCEPT_ENCODING": accepts}, hear))
    return told[0], sent


def test_a_page_is_smaller_on_its_way_and_the_same_when_it_arrives() -> None:
    headers, sent = answered(PAGE, "text/html; charset=utf-8")

    assert len(sent) < len(PAGE) / 4
    assert gzip.decompress(sent) == PAGE
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Length"] == str(len(sent))
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("kind", ["application/json", "application/problem+json"])
def test_what_the_interface_answers_goes_out_as_gzip_too(kind: str) -> None:
    headers, sent = answered(PAGE, kind)

    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(sent) == PAGE


@each("accepts", ["gzip;q=1.0", "br, gzip ;q=0.5", "GZIP", "*", "identity;q=0, *;q=0.1"])
def test_whoever_takes_gzip_may_say_so_in_many_ways(accepts: str) -> None:
    assert gzip.decompress(answered(PAGE, "text/html", accepts=accepts)[1]) == PAGE


@each(
    "accepts",
    ["", "identity", "gzip;q=0", "br, gzip; q=0.000", "gzip;q=0, *", "*;q=0", "gzipped", "br"],
)
def test_who_does_not_take_gzip_gets_it_as_it_is(accepts: str) -> None:
    headers, sent = answered(PAGE, "text/html; charset=utf-8", accepts=accepts)

    assert sent == PAGE
    assert "Content-Encoding" not in headers


def test_what_is_short_or_neither_page_nor_answer_stays_as_it_is() -> None:
    assert answered(b"<p>", "text/html")[1] == b"<p>"
    assert answered(PAGE, "application/pdf")[1] == PAGE
