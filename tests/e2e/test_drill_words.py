import pytest

from tests.e2e.drill import DRILLS, main


def test_a_drill_that_there_is_none_of_is_told_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["kills", "foo"]) == 2

    assert f"no such drill: foo; there are: {' '.join(DRILLS)}" in capsys.readouterr().err
