"""What one client, one address and all of them together may take of the server."""

from collections.abc import Callable
from dataclasses import dataclass

_MEGABYTE = 1024 * 1024
# API Gateway's own limit; the files' addresses take as much.
MOST_BODY = 10 * _MEGABYTE


def most_body_everywhere(_path: str) -> int:
    return MOST_BODY


@dataclass(frozen=True, slots=True)
class Bounds:
    """`connections` and `held` (bytes of requests and answers in memory) are everybody's; beyond them the address that has
    the most loses its slowest. `connections_of_one`, `at_once_of_one`: an office of a hundred clerks behind one address
    opens some hundreds of connections and has a few requests under way.

    `patience`: seconds for the head of a request, for its body and for reading the answer, each; whoever moves `pace` bytes
    a second, and never stands still for so long, may go on. `idle`: between two requests. `queued`: for a free worker.
    `line`: requests of each lane that are worked on or wait for a worker, `line_of_one` those of one address; the next is
    refused at once, for whoever would wait longer than some seconds has gone, or asks again.
    `farewell`: for what is under way when the server is asked to stop. `trusted`: proxies that say for whom they speak.
    """

    connections: int = 1500
    connections_of_one: int = 1000
    at_once_of_one: int = 8
    held: int = 48 * _MEGABYTE
    head: int = 32 * 1024
    body: Callable[[str], int] = most_body_everywhere
    patience: float = 20.0
    pace: int = 16 * 1024
    idle: float = 30.0
    queued: float = 20.0
    line: int = 200
    line_of_one: int = 100
    farewell: float = 20.0
    trusted: frozenset[str] = frozenset()
