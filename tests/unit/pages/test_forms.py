import tempfile
from pathlib import Path

import pytest

from functions.domain.errors import LianbanError
from functions.domain.refusals import MalformedBody, UnsupportedMediaType
from functions.pages.forms import URLENCODED, read_form
from functions.web.problems import status_of
from tests.support.each import each

BOUNDARY = "paper"


def sent(content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    return (
        head.encode()
        + b"Content-Type: application/pdf\r\n\r\n"
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def test_a_persons_paper_is_written_to_no_folder_of_everybodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not-there"))
    whole = b"%PDF-1.7 " + b"0" * 2_000_000

    form = read_form(f"multipart/form-data; boundary={BOUNDARY}", sent(whole))

    assert form.sent_files("file")[0].content == whole


def field(value: bytes, charset: str) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="words"\r\nContent-Type: text/plain; charset={charset}'
    return head.encode() + b"\r\n\r\n" + value + f"\r\n--{BOUNDARY}--\r\n".encode()


@each("charset", ["utf-8", "no-such", "hex", "unicode_escape", "utf-7", "punycode", "utf-16"])
def test_a_field_is_read_as_utf_8_whatever_its_part_says(charset: str) -> None:
    form = read_form(f"multipart/form-data; boundary={BOUNDARY}", field("退役\\ud800".encode(), charset))

    assert form.text("words") == "退役\\ud800"


def test_a_field_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(MalformedBody):
        read_form(f"multipart/form-data; boundary={BOUNDARY}", field(b"\xcd\xcb", "gbk"))


@each(
    "content_type",
    [
        "",
        "text/plain",
        "multipart/form-data; boundary*" + "1" * 5000 + "=x",
        'multipart/form-data; a="' + ";" * 30_000,
    ],
)
def test_what_is_no_form_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_form(content_type, b"")


@each(
    "content_type, body",
    [
        ("application/json", b"{}"),
        ("text/" + "x" * 300, b""),
        (URLENCODED, b"a=%ff"),
        (URLENCODED, b"\xff"),
        (URLENCODED, b"&".join([b"a=1"] * 1_001)),
        (f"multipart/form-data; boundary={BOUNDARY}", b"--other"),
        (f"multipart/form-data; boundary={BOUNDARY}", field(b"\xff", "utf-8")),
    ],
)
def test_whoever_sent_a_form_reads_of_no_program(content_type: str, body: bytes) -> None:
    with pytest.raises(LianbanError) as caught:
        read_form(content_type, body)

    assert status_of(type(caught.value)) < 500
    assert "JSON" not in caught.value.detail
    assert "接口" not in caught.value.detail
    assert "请返回" in caught.value.detail
