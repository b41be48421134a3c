"""What an office's system said: readable, short, and nobody's."""

import json

from functions.domain.case.said import MOST_SAID, answer_of, words_of
from tests.support.each import each

SENT = {"person": {"name": "测试甲", "sex": "male"}, "destination": {"contact_address": "天河区测试路1号"}}


def test_its_own_words_stand_beside_its_status() -> None:
    body = json.dumps({"detail": "户口登记机关代码缺失"}).encode()

    assert answer_of(422, body) == 'HTTP 422：{"detail": "户口登记机关代码缺失"}'
    assert answer_of(503, b"") == "HTTP 503，没有说明"
    assert answer_of(502, b"<html><style>a{}</style><h1>Bad Gateway</h1></html>") == "HTTP 502：Bad Gateway"


@each(
    "personal",
    [
        "11010519491231002X",
        "11010519491231002x",
        "100 0000 0000",
        "6200 0000 0000 0000 000",
        "a.b@example.cn",
    ],
)
def test_what_looks_like_somebodys_is_covered(personal: str) -> None:
    assert words_of(f"重复：{personal}。") == "重复：＊＊＊。"


def test_what_it_repeats_of_what_it_was_sent_is_covered() -> None:
    sent = {**SENT, "corrected": [{"value": "测试乙的旧名"}]}

    said = answer_of(422, "male 测试甲（天河区测试路1号）已有户口，测试乙的旧名".encode(), sent)

    assert said == "HTTP 422：male ＊＊＊（＊＊＊）已有户口，＊＊＊"


@each(
    "body",
    [
        json.dumps({"received": SENT, "more": "x" * 20_000}),
        json.dumps({"error": json.dumps(SENT)}),
        "<p>测试甲".encode("ascii", "xmlcharrefreplace").decode(),
        json.dumps("𠮷测试甲" + "x" * 20_000),
    ],
)
def test_what_it_repeats_in_escapes_is_covered_too(body: str) -> None:
    said = answer_of(400, body.encode(), {**SENT, "other": "𠮷测试甲"})

    assert "＊＊＊" in said
    assert "u6d4b" not in said
    assert "#27979" not in said


def test_nothing_unseen_and_no_end_of_line_comes_through() -> None:
    assert words_of("缺\x00少\x1b[31m\u202e字\r\n段\u200b。") == "缺 少 [31m 字 段 。"


@each("body", [b"x" * 10_000_000, b"\xff" * 100_000, b"[" * 100_000, "长".encode() * 9_999])
def test_it_is_short_whatever_was_sent(body: bytes) -> None:
    assert len(answer_of(400, body)) <= MOST_SAID + len("HTTP 400：")
