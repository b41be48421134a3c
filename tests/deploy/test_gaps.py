import re

from infra.package.shipped import ROOT
from tests.deploy.gaps import gaps


def test_every_gap_says_why_and_what_looks_there_instead() -> None:
    found = gaps()

    assert len(found) > 10
    assert all(gap.what and gap.why and gap.instead for gap in found)


def test_every_test_that_a_gap_names_exists() -> None:
    named = [path for gap in gaps() for path in re.findall(r"`(tests/[^`]+)`", gap.instead)]

    assert [path for path in named if not (ROOT / path).exists()] == []
