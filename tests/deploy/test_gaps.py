import re

from infra.package.shipped import ROOT
from tests.deploy.boot import lost_a_call
from tests.deploy.gaps import gaps


def test_every_gap_says_why_and_what_looks_there_instead() -> None:
    found = gaps()

    assert len(found) > 10
    assert all(gap.what and gap.why and gap.instead for gap in found)


def test_every_test_that_a_gap_names_exists() -> None:
    named = [path for gap in gaps() for path in re.findall(r"`(tests/[^`]+)`", gap.instead)]

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_only_a_call_that_the_emulator_itself_lost_is_told_as_its_own() -> None:
    ours = "ERROR [lambda] Warm worker execution error for lianban-boot-sweep: connection refused"
    its_own = "ERROR [lambda] Warm worker execution error for lianban-boot-sweep: dictionary changed size during iteration"

    assert not lost_a_call(f"INFO [ministack] Ready\n{ours}\nINFO dictionary changed size during iteration")
    assert lost_a_call(f"INFO [ministack] Ready\n{its_own}\n")
