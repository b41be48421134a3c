"""What the emulator cannot show, as docs/deploy-check.md tells it: one place for people, the report and its JSON."""

from dataclasses import dataclass

from infra.package.shipped import ROOT

PAGE = ROOT / "docs" / "deploy-check.md"
HEADING = "## What it does not cover"


@dataclass(frozen=True, slots=True)
class Gap:
    what: str
    why: str
    instead: str


def gaps() -> list[Gap]:
    lines = PAGE.read_text("utf-8").partition(HEADING)[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    # The first two are the head and its rule.
    return [Gap(*row) for row in rows[2:]]
