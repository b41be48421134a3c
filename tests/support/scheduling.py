"""xdist's `--dist loadgroup`, without what it counts again and again."""

from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController


class Scheduling(LoadGroupScheduling):
    """At each test's end xdist counts what is left of all that the worker was ever given: a square of twelve thousand tests,
    a minute of processor time. What is over is no work that could be left.
    """

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        given = self.assigned_work[node]
        for group in [one for one, tests in given.items() if all(tests.values())]:
            del given[group]
        super().mark_test_complete(node, item_index, duration)
