import pytest

from functions.domain.errors import CaseStillOpen, StaleWrite
from functions.usecases.contention import ATTEMPTS, until_written


class Beaten:
    """Loses so many times, then writes."""

    def __init__(self, losses: int) -> None:
        self.losses, self.tried = losses, 0

    def __call__(self) -> str:
        self.tried += 1
        if self.tried <= self.losses:
            raise StaleWrite
        return "written"


def test_who_is_beaten_tries_again_over_what_is_there_now() -> None:
    attempt = Beaten(ATTEMPTS - 1)

    assert until_written(attempt) == "written"
    assert attempt.tried == ATTEMPTS


def test_who_loses_too_often_gives_up() -> None:
    attempt = Beaten(ATTEMPTS)

    with pytest.raises(StaleWrite):
        until_written(attempt)

    assert attempt.tried == ATTEMPTS


def test_what_is_refused_is_not_tried_again() -> None:
    tried = []

    def attempt() -> None:
        tried.append(1)
        raise CaseStillOpen

    with pytest.raises(CaseStillOpen):
        until_written(attempt)

    assert tried == [1]
