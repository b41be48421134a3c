"""What every page needs: its files, and 大字版."""

from functions.pages import static
from functions.pages.jar import LARGE, cookie_line
from functions.pages.page import Answer, Asked, Handed, Page, Sent
from functions.pages.refusals import PageNotFound

A_YEAR = 365 * 24 * 3600


def show_static(asked: Asked) -> Answer:
    found = static.file_at(asked.path["asset"])
    if found is None:
        raise PageNotFound
    media, text = found
    return Handed(text, media, static.FOR_GOOD)


def choose_display(asked: Asked) -> Answer:
    size = "1" if asked.form.text("large") == "1" else "0"
    kept = cookie_line(LARGE, size, A_YEAR, plain=asked.plain)
    return Sent(within_site(asked.form.text("next")), cookies=(kept,))


def within_site(address: str) -> str:
    """A place of this site, for whoever named it may be anybody: else the first page."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and address.isascii() else "/"


PAGES = (
    Page(method="GET", path="/static/{asset}", roles=None, handler=show_static),
    Page(method="POST", path="/display", roles=None, handler=choose_display, keeps=False),
)
