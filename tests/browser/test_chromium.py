"""A browser is unpacked when it is first needed: in a fresh clone by all workers that need one."""

import re
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import playwright
import pytest

from tests.browser.chromium import TURNED_OFF, unpacked_in
from tests.support.workers import FORK

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SAYS_ITS_VERSION = "Chromium "


def version(folder: Path) -> str:
    program = unpacked_in(folder)
    libraries = {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib")}
    return subprocess.run(
        [program, "--version"], env=libraries, capture_output=True, text=True, check=False, timeout=60
    ).stdout


def test_two_that_unpack_it_at_once_both_can_start_it(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, FORK) as workers:
        versions = [one.result() for one in [workers.submit(version, tmp_path) for _ in range(2)]]

    assert [one[: len(SAYS_ITS_VERSION)] for one in versions] == [SAYS_ITS_VERSION] * 2


def test_whatever_playwright_turns_off_is_off() -> None:
    """A browser hears the last list only."""
    driver = Path(playwright.__file__).parent / "driver" / "package" / "lib"
    text = (driver / "server" / "electron" / "loader.js").read_text("utf-8")
    found = re.search(r"disabledFeatures = \[(.*?)\]", text, re.DOTALL)
    assert found
    theirs = set(re.findall(r'^\s*"(\w+)"', found[1], re.MULTILINE))

    elsewhere = {"TcpPortRandomizationWin", *(one for one in theirs if one.startswith("ms"))}
    assert theirs > elsewhere
    assert theirs - elsewhere <= set(TURNED_OFF)
