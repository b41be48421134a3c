"""Lines on standard error: written as they are, or lost without a word of what they were about."""

import io
import json
import logging
import sys

import pytest

from infra.embedded.log import SERVICE, StandardError, logger

MARKER = "440100199001010000"


class Full(io.StringIO):
    """A disk that is full for one line, and has room for what might be told of that."""

    refused = False

    def write(self, text: str) -> int:
        if not self.refused:
            self.refused = True
            raise OSError("No space left on device")
        return super().write(text)


def test_a_line_goes_to_standard_error_as_it_is_at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        now = io.StringIO()
        monkeypatch.setattr(sys, "stderr", now)

        logger().error("told at the moment")

        # Threads that other tests left behind tell of theirs here too, and what set libraries' lines up tells this one again.
        lines = [json.loads(line) for line in now.getvalue().splitlines()]
        ours = [one for one in lines if one.get("service") == SERVICE]
        assert [one["message"] for one in ours].count("told at the moment") == 1


def test_of_a_line_that_cannot_be_written_nothing_is_told_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Full()
    monkeypatch.setattr(sys, "stderr", full)
    library = logging.Logger("library")
    library.addHandler(StandardError())

    try:
        raise RuntimeError(MARKER)
    except RuntimeError:
        library.exception("failed")

    assert full.refused
    assert full.getvalue() == ""
