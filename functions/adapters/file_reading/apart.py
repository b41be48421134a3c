"""Files are read in a process of their own, a few at a time: a hostile one ends that process and nothing else."""

import subprocess
import sys
from collections.abc import Mapping
from threading import BoundedSemaphore

from functions.adapters.file_reading.child import BEGUN, CPU_SECONDS, WHOLE
from functions.domain.errors import FileUnread, MaterialsUnavailable
from functions.domain.intake.file_faults import FileFault

# Of waiting for others, and then of reading: together less than the interface's own time.
WAIT_SECONDS, _SECONDS = 8.0, 15.0
_AT_ONCE = 2
_PROGRAM = "import sys; sys.path[:] = sys.argv.pop().split('\\n'); " + (
    "from functions.adapters.file_reading.child import main; main()"
)


class ReadApart:
    """`environment`: what the interpreter needs of ours to start at all; nothing else of it goes with a file. `cpu_seconds`:
    of processor time, whole ones.
    """

    def __init__(
        self, environment: Mapping[str, str], *, seconds: float = _SECONDS, cpu_seconds: int = CPU_SECONDS
    ) -> None:
        self._environment, self._seconds, self._cpu_seconds = dict(environment), seconds, cpu_seconds
        self._room = BoundedSemaphore(_AT_ONCE)

    def fault(self, media_type: str, whole: bytes) -> FileFault | None:
        if not self._room.acquire(timeout=WAIT_SECONDS):
            raise MaterialsUnavailable
        try:
            return self._told(*self._run(media_type, whole))
        finally:
            self._room.release()

    def _run(self, media_type: str, whole: bytes) -> tuple[bytes, bool]:
        """What it said, and whether it was ended for its time."""
        asked = (media_type, str(self._cpu_seconds), "\n".join(sys.path))
        command = [sys.executable, "-I", "-X", "utf8", "-c", _PROGRAM, *asked]
        try:
            done = subprocess.run(
                command,
                input=whole,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            return error.stdout or b"", True
        except OSError as error:
            raise MaterialsUnavailable from error
        return done.stdout, False

    @staticmethod
    def _told(said: bytes, late: bool) -> FileFault | None:
        """Raises MaterialsUnavailable: this machine has no time or no room for it, which says nothing of the file."""
        words = said.decode("ascii", "replace").split()
        if words[:1] != [BEGUN]:
            raise MaterialsUnavailable
        if late:
            raise FileUnread
        if len(words) == 1:
            return FileFault.TOO_COMPLEX
        return None if words[1] == WHOLE else FileFault(words[1])
