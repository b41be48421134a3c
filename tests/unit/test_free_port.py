"""Workers are forked after everything was imported: what a module counts would be counted alike in each of them."""

from concurrent.futures import ProcessPoolExecutor

from tests.support.machine import free_port
from tests.support.workers import FORK

MANY = 20


def ports(many: int) -> set[int]:
    return {free_port() for _ in range(many)}


def test_two_forked_processes_take_no_port_of_each_other_nor_of_whoever_forked_them() -> None:
    mine = ports(MANY)
    with (
        ProcessPoolExecutor(1, FORK) as one,
        ProcessPoolExecutor(1, FORK) as other,
    ):
        both = [pool.submit(ports, MANY).result() for pool in (one, other)]

    assert len(mine.union(*both)) == 3 * MANY
