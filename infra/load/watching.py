"""What a process of ours uses, as the kernel tells it."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


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
