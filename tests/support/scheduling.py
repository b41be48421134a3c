"""xdist's `--dist loadgroup`, without what it counts again and again, and with what a worker in another's place needs."""

from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController


class Scheduling(LoadGroupScheduling):
    """At each test's end xdist counts what is left of all that the worker was ever given: a square of twelve thousand tests,
    a minute of processor time. What is over is no work that could be left.
    """

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        self._forget_what_is_over(node)
        super().mark_test_complete(node, item_index, duration)

    def remove_node(self, node: WorkerController) -> str | None:
        """Nobody is given a group once more that is over: who has nothing to run never asks for more."""
        self._forget_what_is_over(node)
        crashed: str | None = super().remove_node(node)
        return crashed

    def schedule(self) -> None:
        """A worker runs a test when it knows the next. xdist gives one in a crashed one's place a single group: with one test
        in it, it would wait for ever.
        """
        replaced = self.collection is not None
        super().schedule()
        for node in self.nodes if replaced else ():
            self._reschedule(node)

    def _forget_what_is_over(self, node: WorkerController) -> None:
        given = self.assigned_work[node]
        for group in [one for one, tests in given.items() if all(tests.values())]:
            del given[group]
