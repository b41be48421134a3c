"""One of each message, synthetic."""

from datetime import UTC, datetime

from schemas.codes import CHINESE, Department
from schemas.codes_citizen import DueBasis
from schemas.office.dispatches import (
    Dispatch,
    MaterialAdded,
    MaterialLink,
    Message,
    Region,
    Reminder,
    WithdrawalRequest,
)

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
KEY = "00000000-0000-4000-8000-000000000001/identity_card/1"


def dispatch(*, item: str = "identity_card", round_: int = 1) -> Dispatch:
    return Dispatch(
        type="item.dispatched",
        reference="TY26112400000001X",
        department=Department.PUBLIC_SECURITY,
        item=item,
        name="居民身份证申领",
        round=round_,
        region=Region(city="440100", county="440106"),
        sent_at=NOW,
        due_at=NOW,
        due_provisional=False,
        due_basis=DueBasis.WATCH,
        due_basis_text=CHINESE[DueBasis.WATCH],
        fields={"person": {"name": "测试甲"}},
    )


def messages() -> tuple[Message, ...]:
    asked = WithdrawalRequest(
        type="item.withdrawal_requested",
        reference="TY26112400000001X",
        department=Department.PUBLIC_SECURITY,
        item="identity_card",
        round=1,
        sent_at=NOW,
    )
    about = asked.model_dump(exclude={"type", "reason"})
    reminded = Reminder(
        type="item.reminded",
        due_at=NOW,
        due_basis=DueBasis.WATCH,
        due_basis_text=CHINESE[DueBasis.WATCH],
        **about,
    )
    link = MaterialLink(
        id="file-1", code="photo", name="照片", media_type="image/png", size=9, sha256="0" * 64
    )
    added = MaterialAdded(type="item.material_added", material=link, **about)
    return dispatch(), asked, reminded, added
