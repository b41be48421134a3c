import os

from infra.load.watching import usage


def test_a_process_has_used_something_and_never_more_than_its_peak() -> None:
    before = usage(os.getpid())
    sum(number * number for number in range(500_000))
    after = usage(os.getpid())

    assert 0 < after.mb <= after.peak_mb
    assert after.cpu >= before.cpu > 0
