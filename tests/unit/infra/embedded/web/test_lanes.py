"""How many requests are worked on at once: a few that compute, and more where those wait for somebody outside."""

import asyncio
from collections.abc import Awaitable, Callable
from selectors import DefaultSelector, SelectorKey

from infra.embedded.web.lanes import COMPUTING, STALL, Places

MOST = COMPUTING + 2


class _Hurried(DefaultSelector):
    """Nobody waits: the time that was to be waited for has passed."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        self.now += max(timeout or 0.0, 0.0)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._hurried = _Hurried()
        super().__init__(self._hurried)

    def time(self) -> float:
        return self._hurried.now


class Work:
    """Tasks that take a place and keep it until they are let go."""

    def __init__(self) -> None:
        self.places, self.inside, self.most_inside = Places(MOST), 0, 0
        self._ends: list[asyncio.Event] = []

    async def _one(self, end: asyncio.Event) -> None:
        async with self.places.one():
            self.inside += 1
            self.most_inside = max(self.inside, self.most_inside)
            await end.wait()
            self.inside -= 1

    def begin(self, count: int, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        ends = [asyncio.Event() for _ in range(count)]
        self._ends += ends
        return [group.create_task(self._one(end)) for end in ends]

    def end(self, count: int | None = None) -> None:
        going, self._ends = self._ends[:count], self._ends[count:] if count else []
        for end in going:
            end.set()

    async def until(self, inside: int) -> None:
        async with asyncio.timeout(20 * STALL):
            while self.inside != inside:
                await asyncio.sleep(STALL / 20)


def worked(story: Callable[[Work, asyncio.TaskGroup], Awaitable[None]]) -> Work:
    work = Work()

    async def whole() -> None:
        async with asyncio.timeout(60 * STALL), asyncio.TaskGroup() as group:
            await story(work, group)
            work.end()

    with asyncio.Runner(loop_factory=_Loop) as runner:
        runner.run(whole())
    return work


def test_where_somebody_comes_back_in_time_no_more_than_a_few_work_at_once() -> None:
    async def story(work: Work, group: asyncio.TaskGroup) -> None:
        work.begin(3 * COMPUTING, group)
        for _ in range(2 * COMPUTING):
            await work.until(COMPUTING)
            await asyncio.sleep(STALL / 4)
            work.end(1)

    assert worked(story).most_inside == COMPUTING


def test_where_nobody_comes_back_another_begins_until_there_are_no_more_threads() -> None:
    async def story(work: Work, group: asyncio.TaskGroup) -> None:
        work.begin(MOST + 3, group)
        await work.until(MOST)
        await asyncio.sleep(3 * STALL)

    assert worked(story).most_inside == MOST


def test_once_they_have_come_back_it_is_a_few_again() -> None:
    async def story(work: Work, group: asyncio.TaskGroup) -> None:
        work.begin(MOST, group)
        await work.until(MOST)
        work.end()
        await work.until(0)
        work.most_inside = 0
        work.begin(MOST, group)
        await asyncio.sleep(STALL / 4)
        work.end()
        await asyncio.sleep(STALL / 4)
        work.begin(MOST, group)
        await asyncio.sleep(STALL / 4)

    assert worked(story).most_inside == COMPUTING


def test_whoever_gives_up_waiting_takes_no_place_away() -> None:
    async def story(work: Work, group: asyncio.TaskGroup) -> None:
        tasks = work.begin(MOST + 4, group)
        await work.until(COMPUTING)
        for task in tasks[COMPUTING:]:
            task.cancel()
        await asyncio.sleep(2 * STALL)
        work.end()
        await work.until(0)
        work.begin(COMPUTING, group)
        await work.until(COMPUTING)

    assert worked(story).inside == 0
