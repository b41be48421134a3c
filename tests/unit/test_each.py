"""What is tried case by case in one test finds what as many tests would find."""

from pathlib import Path

import pytest

from tests.support.each import each


def test_every_case_that_fails_is_named_with_what_it_said() -> None:
    tried = []

    @each("number", range(5))
    def odd(number: int) -> None:
        tried.append(number)
        assert number % 2, f"{number} is even"

    with pytest.raises(AssertionError) as told:
        odd()

    assert tried == [0, 1, 2, 3, 4]
    assert str(told.value).startswith("3 of 5\n")
    assert [word for word in ("0 is even", "1 is even", "2 is even") if word in str(told.value)] == [
        "0 is even",
        "2 is even",
    ]


def fails_by(error: type[Exception] | None) -> None:
    if error:
        raise error


def test_an_error_that_was_awaited_or_that_nobody_awaited_is_found_too() -> None:
    @each("kind, raised", [(ValueError, KeyError), (ValueError, ValueError), (ValueError, None)])
    def raises(kind: type[Exception], raised: type[Exception] | None) -> None:
        with pytest.raises(kind):
            fails_by(raised)

    with pytest.raises(AssertionError, match="2 of 3") as told:
        raises()

    assert "KeyError" in str(told.value)
    assert "DID NOT RAISE" in str(told.value)


def test_without_cases_nothing_was_tried() -> None:
    @each("one", ())
    def anything(one: object) -> None:
        raise AssertionError

    with pytest.raises(AssertionError, match="nothing to try"):
        anything()


def test_a_case_of_other_things_than_the_names_say_is_no_case() -> None:
    with pytest.raises(AssertionError, match="not all asked for"):

        @each("one, other", [(1, 2)])
        def takes_one(one: int) -> None:
            assert one


@each("name, text", [("a", "one"), ("b", "two")])
def test_fixtures_are_given_beside_the_cases(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)

    assert (tmp_path / name).read_text() == text


def test_a_case_is_called_as_is_said_and_a_long_one_by_its_beginning() -> None:
    @each("text", ["short", "x" * 1000])
    def as_it_is(text: str) -> None:
        raise ValueError

    @each("text", ["short"], ids=["a name"])
    def named(text: str) -> None:
        raise ValueError

    with pytest.raises(AssertionError, match=r"'short': ValueError: \n'xxx+\.\.\.1002: ValueError") as long:
        as_it_is()
    with pytest.raises(AssertionError, match="a name: ValueError"):
        named()
    assert len(str(long.value)) < 200
