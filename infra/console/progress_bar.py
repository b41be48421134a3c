"""How far a command has come that works through a whole folder, for whoever watches it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.backup.files import TellProgress
from infra.console.session import Speech


@contextmanager
def progress_bar(speech: Speech) -> Iterator[TellProgress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=speech.words, disable=not speech.words.is_terminal) as bar:
        yield _telling(bar)


def _telling(bar: Progress) -> Callable[[str, int, int], None]:
    """A line for each step, in the order in which they begin."""
    tasks = {}

    def tell(step: str, done: int, all_: int) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=all_)
        bar.update(tasks[step], completed=done, total=all_)

    return tell
