"""A notice, synthetic."""

from datetime import UTC, datetime

from schemas.applicant.notices import NoticeMessage
from schemas.codes_citizen import NoticeTemplate

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
KEY = "00000000-0000-4000-8000-000000000001/notice/correction/identity_card/1"


def notice() -> NoticeMessage:
    return NoticeMessage(
        type="notice",
        template=NoticeTemplate.ACTION_NEEDED,
        reference="TY26112400000001X",
        recipient="applicant-1",
        sent_at=NOW,
    )


def phone_notice() -> NoticeMessage:
    return NoticeMessage(
        type="notice",
        template=NoticeTemplate.ACTION_NEEDED,
        reference="TY26112400000001X",
        phone="10000000001",
        text="您的办件 TY26112400000001X：“居民身份证申领”需要补正。",
        sent_at=NOW,
    )
