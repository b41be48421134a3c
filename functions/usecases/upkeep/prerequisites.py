"""Waits until every item before this one has its outcome (等待前置)."""

from functions.ports.deps import Deps
from functions.usecases.case.advance import advance
from functions.usecases.case.wait import Task, park


def await_prerequisites(task: Task, deps: Deps) -> None:
    """A prerequisite may be decided between our reading it and our token being stored: look once more after storing."""
    if park(task, deps) is not None:
        advance(task.case_id, deps, after=task.item)
