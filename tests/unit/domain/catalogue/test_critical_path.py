"""The longest of several chains."""

from functions.domain.catalogue.critical_path import critical_path


def test_what_waits_for_several_begins_after_the_longest_of_them() -> None:
    waits = {"short": (), "long": (), "last": ("short", "long")}
    days = {"short": 1, "long": 9, "last": 2}

    found = critical_path(waits, days.get)

    assert (found.items, found.working_days) == (("long", "last"), 11)
