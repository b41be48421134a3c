"""A reason as it comes from where it was copied: with a character that nobody sees and that turns the line."""

from tests.support.opened import Opened

UNSEEN = "与机构核实\u202e后办理"


def told_of_unseen(page: Opened, field: str = "why") -> bool:
    """Whether it is refused, at the field where it stands and at no other."""
    told = [(one["href"], "看不见的字符" in one.get_text()) for one in page.soup.select("div#summary a")]
    return page.status == 422 and told == [(f"#{field}", True)]
