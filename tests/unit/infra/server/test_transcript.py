from tests.support.machine import ROOT
from tests.support.one_server import blocks

TRANSCRIPT = (ROOT / "docs" / "one-server-transcript.txt").read_text("utf-8")


def test_the_transcript_is_of_the_page_as_it_stands() -> None:
    """`make clean-debian` follows a changed page and writes it anew."""
    followed = [block for block in blocks() if block.kind == "bash" or block.text.startswith("# ")]
    lines = [line.removeprefix("# ") for block in followed for line in block.text.splitlines()]

    assert len(lines) > 40
    assert [line for line in lines if f"# {line}\n" not in TRANSCRIPT] == []
    assert "it ended here" not in TRANSCRIPT
