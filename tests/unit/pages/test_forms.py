import tempfile
from pathlib import Path

import pytest

from functions.pages.forms import read_form

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
