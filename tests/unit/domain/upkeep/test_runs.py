"""When a run has waited in vain for too long."""

from datetime import timedelta

from functions.domain.upkeep.runs import STRANDED_AFTER, is_stranded
from tests.support.make import NOW, item, ledger, run, service_check

OLD = run(started_at=NOW - timedelta(days=9))


def test_what_waited_for_the_service_check_is_not_stranded_the_moment_that_is_decided() -> None:
    waits = item(since=NOW - timedelta(days=9))

    found = [
        is_stranded(ledger(waits, check=service_check(since=NOW - ago)), OLD, NOW)
        for ago in (timedelta(minutes=1), STRANDED_AFTER)
    ]

    assert found == [False, True]
