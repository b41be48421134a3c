"""A test that waits for an answer by a bound that it does not know fails where the machine stands still for a moment."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
BY_ITSELF = ".".join(("urllib3", "request("))


def test_tests_ask_by_the_one_function_that_waits_long_enough() -> None:
    asking = [file.name for file in TESTS.rglob("*.py") if BY_ITSELF in file.read_text("utf-8")]

    assert asking == ["over_http.py"]
