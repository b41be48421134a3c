"""A notice to the applicant (通知) as the ledger keeps it: what came of it, under its deterministic key."""

from dataclasses import dataclass
from datetime import datetime

from schemas.codes_citizen import NoticeStatus


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` is unique within its case; `at` is the last try, `attempts` counts them, `error` is the last one's class name."""

    key: str
    status: NoticeStatus
    at: datetime
    attempts: int = 1
    error: str | None = None
