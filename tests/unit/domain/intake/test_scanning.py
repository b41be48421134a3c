"""What a scan makes of an upload."""

from datetime import timedelta

import pytest

from functions.domain.intake.file_refusals import MaterialInfected, MaterialNotScanned
from functions.domain.intake.scanning import SCAN_WITHIN, ScanVerdict, judged
from schemas.intake.materials import AskedUpload
from tests.support.fakes.clock import START

UPLOAD = AskedUpload(
    item="pension_transfer",
    material="pension_voucher",
    media_type="application/pdf",
    size=9,
    sha256="0" * 64,
    id="file-1",
)


def test_a_clean_file_has_arrived_and_says_when_it_was_scanned() -> None:
    seen = judged(UPLOAD, ScanVerdict.CLEAN, START)

    assert (seen.arrived, seen.scanned_at, seen.checking_since) == (True, START, None)


def test_a_scan_that_is_not_back_is_waited_for_from_its_first_moment_on() -> None:
    first = judged(UPLOAD, ScanVerdict.PENDING, START)
    second = judged(first, ScanVerdict.PENDING, START + timedelta(minutes=5))

    assert (second.arrived, second.checking_since) == (False, START)


def test_a_scan_that_will_not_come_is_told_and_the_file_refused() -> None:
    waiting = judged(UPLOAD, ScanVerdict.PENDING, START)

    with pytest.raises(MaterialNotScanned):
        judged(waiting, ScanVerdict.PENDING, START + SCAN_WITHIN + timedelta(seconds=1))
    with pytest.raises(MaterialNotScanned):
        judged(UPLOAD, ScanVerdict.IMPOSSIBLE, START)


def test_an_infected_file_is_refused_also_after_a_wait() -> None:
    with pytest.raises(MaterialInfected):
        judged(judged(UPLOAD, ScanVerdict.PENDING, START), ScanVerdict.INFECTED, START)
