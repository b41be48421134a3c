"""Somebody who did a thing as often as they may."""

from contextlib import suppress

from functions.domain.case.access import Principal
from functions.domain.refusals import TooOften
from functions.ports.deps import Deps
from functions.usecases.limits import count


def exhaust(act: str, by: Principal, deps: Deps) -> None:
    with suppress(TooOften):
        while True:
            count(act, by, deps)
