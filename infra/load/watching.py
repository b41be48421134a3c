"""What a process of ours uses, as the kernel tells it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event

_TICKS = os.sysconf("SC_CLK_TCK")
# Seconds between two looks, and the share of a processor below which nothing is left to do: the clock's own ticking.
_LOOK, _IDLE = 3.0, 0.1


@dataclass(frozen=True, slots=True)
class Usage:
    """`cpu`: processor seconds so far; `mb`: memory now; `peak_mb`: at its highest."""

    cpu: float
    mb: float
    peak_mb: float


def usage(pid: int) -> Usage:
    # After the name, which may hold anything: the 12th and 13th are the times in the program and in the kernel.
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    held = {
        name: int(line.split()[1]) / 1024
        for line in lines
        for name in ("VmRSS", "VmHWM")
        if line.startswith(name)
    }
    return Usage((int(fields[11]) + int(fields[12])) / _TICKS, held["VmRSS"], held["VmHWM"])


def settle(pid: int, *, patience: float) -> bool:
    """Waits until the process does next to nothing of itself, for what its start left to do is none of what is measured;
    False if it still computes when `patience`, seconds, is over.
    """
    pause, end, before = Event(), time.monotonic() + patience, usage(pid).cpu
    while time.monotonic() < end:
        pause.wait(_LOOK)
        now = usage(pid).cpu
        if now - before < _IDLE * _LOOK:
            return True
        before = now
    return False
