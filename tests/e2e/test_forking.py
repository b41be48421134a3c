"""What tests/support/forking.py gives is the program itself."""

from pathlib import Path

import pytest

from tests.support.forking import PROGRAMS, forked
from tests.support.machine import python

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def test_a_forked_program_says_what_python_m_makes_it_say_and_ends(tmp_path: Path) -> None:
    for name in PROGRAMS:
        log, other = tmp_path / "forked.log", tmp_path / "started.log"
        forked(name, "--port", "no-port", log=log).wait()
        python(name, "--port", "no-port", log=other).wait(60)

        assert log.read_text() == other.read_text() != ""
