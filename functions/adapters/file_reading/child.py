"""Reads one file in a process of its own, with bounds that the system holds: what came of it is one word on the output.

python child.py MEDIA_TYPE CPU_SECONDS < FILE
"""

import os
import resource
import sys
from contextlib import suppress

from functions.adapters.file_reading.jpeg import fault_of_jpeg
from functions.adapters.file_reading.ofd import fault_of_ofd
from functions.adapters.file_reading.pdf import fault_of_pdf
from functions.adapters.file_reading.png import fault_of_png
from functions.domain.intake.file_faults import FileFault

# Processor time: a paper of some hundred pages takes a tenth of it.
CPU_SECONDS = 6
MEMORY_BYTES = 512 * 1024 * 1024
READERS = {
    "application/pdf": fault_of_pdf,
    "image/jpeg": fault_of_jpeg,
    "image/png": fault_of_png,
    "application/ofd": fault_of_ofd,
}
# Said before the file is looked at: without it nothing is known of the file.
BEGUN, WHOLE = "begun", "whole"


def fault_of(media_type: str, whole: bytes) -> FileFault | None:
    try:
        return READERS[media_type](whole)
    except MemoryError:
        return FileFault.TOO_COMPLEX
    except Exception:
        # Whatever a reader stumbles over, an office's would stumble over as well.
        return FileFault.BROKEN


def go_to_any_core() -> None:
    """The server may stay on one, which this would take from it. What neither may use, the system holds."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setaffinity(0, range(os.cpu_count() or 1))


def main() -> None:
    go_to_any_core()
    for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, int(sys.argv[2]))):
        # Not every system holds every bound; the parent's time-out is held everywhere.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    _say(BEGUN)
    fault = fault_of(sys.argv[1], sys.stdin.buffer.read())
    _say(fault.value if fault else WHOLE)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
