"""Addresses that only forms are sent to: whoever opens one (大字版, a reload, a bookmark) comes to the page it stands on."""

from collections.abc import Iterable, Iterator

from functions.pages.page import Answer, Asked, Handler, Page, Sent


def returns(pages: Iterable[Page]) -> Iterator[Page]:
    """For each of these that has no page of its own to open."""
    known = tuple(pages)
    opened = {page.path for page in known if page.method == "GET"}
    for page in known:
        if page.path not in opened:
            opened.add(page.path)
            yield Page(method="GET", path=page.path, roles=page.roles, handler=_leading(page.path, known))


def _leading(path: str, known: tuple[Page, ...]) -> Handler:
    above = _above(path, {page.path for page in known if page.method == "GET"})

    def return_to_form(asked: Asked) -> Answer:
        return Sent(above.format(**asked.path))

    return return_to_form


def _above(path: str, opened: set[str]) -> str:
    """The nearest page over it; at last the first page."""
    while path and path not in opened:
        path = path.rpartition("/")[0]
    return path or "/"
