"""Where one interpreter computes. Of its threads one runs Python at a time: on several cores every other turn begins on one
that has to be woken for it and has nothing at hand of what the turn before has read.
"""

import os
import sys
from contextlib import suppress

from infra.embedded.collector import collect_seldom
from infra.embedded.settings import Settings


def compute_cheaply(settings: Settings) -> None:
    """Called once, by whoever starts the process, before it has threads."""
    collect_seldom()
    if settings.one_core:
        stay_on_one_core()


def stay_on_one_core() -> None:
    """Of those that this process may use; several servers of one machine come to lie on several. Threads made from now on
    stay there too, and whatever process is begun, unless it leaves by itself. Where the system has no such thing, or does not
    allow it, nothing changes.
    """
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        with suppress(OSError):
            os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})
