"""Every line that the program writes stands in docs/metrics.md: who looks for one in a log finds there what it says."""

import re

import pytest

from tests.support.literals import ROOT

# As `write_line("news not told", …)` and `logger().info("swept", …)`; an event's line bears the event's name.
WRITTEN = re.compile(r'\b(?:write_line|write_count|report|logger\(\)\.(?:info|warning|error))\(\s*"([^"]+)"')


@pytest.mark.slow
def test_every_line_that_is_written_stands_in_the_document_of_lines() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    written = {
        line
        for folder in ("functions", "infra/embedded")
        for path in (ROOT / folder).rglob("*.py")
        for line in WRITTEN.findall(path.read_text("utf-8"))
    }

    assert {"swept", "delivery failed", "listening", "news not told"} <= written
    assert sorted(line for line in written if f"`{line}`" not in page) == []
