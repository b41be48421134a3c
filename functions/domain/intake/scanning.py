"""What a scan (病毒扫描) of an upload makes of it. Pure."""

from datetime import datetime, timedelta
from enum import Enum, auto

from functions.domain.intake.file_refusals import MaterialInfected, MaterialNotScanned
from schemas.intake.materials import AskedUpload

# A bucket's scan is back within minutes; what is not back by then will not come.
SCAN_WITHIN = timedelta(minutes=30)


class ScanVerdict(Enum):
    CLEAN = auto()
    INFECTED = auto()
    # Not back yet.
    PENDING = auto()
    # The scanner could not look at it, and will not.
    IMPOSSIBLE = auto()


def scan_text(scanned_at: datetime | None) -> str:
    """Told at every file, to whoever sees it."""
    return "病毒扫描未发现问题" if scanned_at else "未经病毒扫描"


def judged(upload: AskedUpload, verdict: ScanVerdict, now: datetime) -> AskedUpload:
    """Raises MaterialInfected, MaterialNotScanned."""
    if verdict is ScanVerdict.INFECTED:
        raise MaterialInfected
    if verdict is ScanVerdict.CLEAN:
        return upload.model_copy(update={"arrived": True, "scanned_at": now, "checking_since": None})
    since = upload.checking_since or now
    if verdict is ScanVerdict.IMPOSSIBLE or now - since > SCAN_WITHIN:
        raise MaterialNotScanned
    return upload.model_copy(update={"checking_since": since})
