import inspect

from functions.domain import conflicts
from functions.domain.conflicts import CONFLICTS, Conflict


def test_every_conflict_is_found_by_its_name() -> None:
    declared = {
        name: kind
        for name, kind in inspect.getmembers(conflicts, inspect.isclass)
        if issubclass(kind, Conflict)
    }

    assert {**CONFLICTS, **declared} == dict(CONFLICTS)
