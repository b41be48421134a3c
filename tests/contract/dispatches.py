"""One dispatch, synthetic."""

from datetime import UTC, datetime

from schemas.codes import Department
from schemas.dispatches import Dispatch, Region

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
KEY = "00000000-0000-4000-8000-000000000001/identity_card/1"


def dispatch() -> Dispatch:
    return Dispatch(
        type="item.dispatched",
        reference="TY26112400000001X",
        department=Department.PUBLIC_SECURITY,
        item="identity_card",
        name="居民身份证申领",
        round=1,
        region=Region(city="440100", county="440106"),
        sent_at=NOW,
        due_at=NOW,
        due_provisional=False,
        fields={"姓名": "测试甲"},
    )
