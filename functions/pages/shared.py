"""What every page needs: its files, and 大字版."""

from functions.pages import static
from functions.pages.jar import LARGE, cookie_line
from functions.pages.page import Anew, Answer, Asked, Handed, Page, Sent
from functions.pages.refusals import PageNotFound

A_YEAR = 365 * 24 * 3600
IN_FORM = "/display/form"


def show_static(asked: Asked) -> Answer:
    found = static.file_at(asked.path["asset"])
    if found is None:
        raise PageNotFound
    media, text = found
    return Handed(text, media, static.FOR_GOOD)


def choose_display(asked: Asked) -> Answer:
    return Sent(within_site(asked.form.text("next")), cookies=(_kept(asked.form.text("large"), asked),))


def choose_in_form(asked: Asked) -> Answer:
    """In the middle of a form: its page comes anew, and what was typed in it stays."""
    kept = _kept(asked.query.get("large", ""), asked)
    return Anew(within_site(asked.query.get("next", "")), asked.form, cookies=(kept,))


def return_to_page(asked: Asked) -> Answer:
    """A bookmark, or whoever signed in to come back here."""
    return Sent(within_site(asked.query.get("next", "")))


def _kept(size: str, asked: Asked) -> str:
    return cookie_line(LARGE, "1" if size == "1" else "0", A_YEAR, plain=asked.plain)


def within_site(address: str) -> str:
    """A place of this site, for whoever named it may be anybody: else the first page."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and address.isascii() else "/"


PAGES = (
    Page(method="GET", path="/static/{asset}", roles=None, handler=show_static),
    Page(method="POST", path="/display", roles=None, handler=choose_display, keeps=False),
    Page(method="GET", path=IN_FORM, roles=None, handler=return_to_page),
    Page(method="POST", path=IN_FORM, roles=None, handler=choose_in_form),
)
