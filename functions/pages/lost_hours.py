"""After the ledger was put back from a backup: what people did in the hours between is gone, with every page that could have
told them so. Whoever looks for it is told on whichever page they come to.
"""

from datetime import datetime, timedelta

from functions.domain.case.put_back import LostHours
from functions.pages.moments import moment

# Also whoever looks in once a month.
TOLD_FOR = timedelta(days=31)
_BETWEEN = "本系统的数据在{at}恢复成了{of}的样子，这之间填写、提交、答复、登记的都没有保留：请核对，没有了的请再办一次。"
_BEFORE = (
    "本系统的数据在{at}恢复过，在那以前最后填写、提交、答复、登记的可能没有保留：请核对，没有了的请再办一次。"
)


def told_of_lost(lost: LostHours | None, now: datetime) -> str:
    """Empty where there was no restoration of late."""
    if lost is None or now >= lost.at + TOLD_FOR:
        return ""
    at = moment(lost.at, now)
    return _BETWEEN.format(at=at, of=moment(lost.of, now)) if lost.of else _BEFORE.format(at=at)
