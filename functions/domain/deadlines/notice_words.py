"""The notice within five working days (受理、补正或者不予受理), told as what it is: law of a licence, our practice elsewhere.

行政许可法第三十二条 (L-XK) binds licences only; for the rest the system counts by the same pattern and says so.
"""

from functions.domain.catalogue.law import under
from functions.domain.deadlines.due import NOTICE_TERM

ARTICLE = "第三十二条"
PRACTICE = "这是服务约定，不是法定期限"


def notice_term(*, bound: bool, published: bool = False) -> str:
    """Until when the office says what it does with what it received. `published`: it has said itself that it keeps to it."""
    if bound:
        return f"{under(ARTICLE, bound=True)}，应在{NOTICE_TERM}内告知受理、补正或不予受理"
    if published:
        return f"办理机关公布，在{NOTICE_TERM}内告知受理、补正或不予受理"
    return f"一般在{NOTICE_TERM}内告知受理、补正或不予受理（{under(ARTICLE, bound=False)}，{PRACTICE}）"


def untold(*, bound: bool) -> str:
    """What follows where it says nothing (视为受理)."""
    if bound:
        return f"{under(ARTICLE, bound=True)}，自收件之日起即为受理"
    return f"{under(ARTICLE, bound=False)}，本系统自收件之日起按视为受理计算办理进度，{PRACTICE}"
