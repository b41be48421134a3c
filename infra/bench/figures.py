"""What one process can say of itself and of its disk: order statistics, memory, the cost of one wait for the disk."""

import os
import resource
from collections.abc import Callable, Sequence
from pathlib import Path

SYNCS = 200
_BLOCK = b"\0" * 4096
_STATUS = Path("/proc/self/status")


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank: the least of `values` that at least `share` of them do not exceed. 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered), -int(-len(ordered) * share // 1)) - 1)]


def peak_memory() -> int:
    """The most bytes this process ever held."""
    return _of_status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def memory() -> int:
    """Bytes this process holds now."""
    return _of_status("VmRSS") or peak_memory()


def _of_status(name: str) -> int:
    """Not getrusage where it can be avoided: its peak begins with that of the process which started this one."""
    if not _STATUS.exists():
        return 0
    lines = _STATUS.read_text("ascii", "replace").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


def disk_wait(folder: Path, timer: Callable[[], float]) -> float:
    """Seconds, the median: how long one block takes to be on the disk for good."""
    path = folder / "disk-wait"
    waits = []
    with path.open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(_BLOCK)
            began = timer()
            os.fsync(file.fileno())
            waits.append(timer() - began)
    path.unlink()
    return percentile(waits, 0.5)
