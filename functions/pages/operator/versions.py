"""Which state of an item an operator looked at: what it would make of it was shown for that one alone."""

from functions.domain.case.item import CaseItem
from functions.pages.forms import Form

VERSION = "version"
_LONGEST = 9


def as_seen(item: CaseItem) -> tuple[str, str]:
    """A hidden field of the form."""
    return VERSION, str(item.version)


def version_seen(form: Form) -> int | None:
    """None: a page of an earlier release, which did not say."""
    given = form.text(VERSION)
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= _LONGEST else None
