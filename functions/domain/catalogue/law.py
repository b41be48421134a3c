"""Which law of procedure binds an item is data (`bound_by` in its TOML); here is how a sentence says so, for everybody.

The licence act (行政许可法) binds licences only. Elsewhere an office may follow its pattern, and is never said to be bound.
"""

from schemas.catalogue.edition import Edition
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import NoticeKind

LICENCE_ACT = "L-XK"
LICENCE_ACT_NAME = "《中华人民共和国行政许可法》"
# Every law that a sentence of the program names, by its key in sources.toml; what an item stands on is in its TOML.
CITED = {LICENCE_ACT: LICENCE_ACT_NAME, "L-FY": "《中华人民共和国行政复议法》"}


def is_licence(item: Item) -> bool:
    return LICENCE_ACT in item.bound_by


def is_licence_code(code: str, edition: Edition) -> bool:
    """False for an item that the edition does not have: nothing is claimed of it."""
    return edition.has(code) and is_licence(edition.item(code))


def publishes_notice(code: str, edition: Edition) -> bool:
    """Whether the place has published that it keeps to the five days, where no law binds it to them."""
    return edition.has(code) and edition.item(code).notice is NoticeKind.PUBLISHED


def under(article: str, *, bound: bool) -> str:
    """依照 where the act binds, 参照 where its pattern is followed."""
    return f"{'依照' if bound else '参照'}{LICENCE_ACT_NAME}{article}"
