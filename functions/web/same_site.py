"""Whether what was sent came from a page of ours. Browsers say so; whoever says nothing of it is no browser's other tab."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from functions.domain.refusals import Forbidden

# "none": typed or opened by the person.
_OURS = frozenset({"same-origin", "none"})


class FromElsewhere(Forbidden):
    code = "from-elsewhere"
    title = "请从本网站的页面提交"
    detail = "这次提交不是从本网站的页面发出的，没有受理。请打开本网站，从页面上重新提交。"


def check_same_site(headers: Mapping[str, str]) -> None:
    """`headers` by lower-case name. Raises FromElsewhere."""
    said = headers.get("sec-fetch-site")
    if said is not None and said not in _OURS:
        raise FromElsewhere
    # No page can make a browser say so; a proxy before us may know us by another name than the browser does.
    if said == "same-origin":
        return
    origin = headers.get("origin")
    # A form that was sent with `Referrer-Policy: no-referrer` says "null" of where it was, and sec-fetch-site speaks for it.
    if origin is not None and origin != "null" and _host_of(origin) != headers.get("host"):
        raise FromElsewhere
    if origin == "null" and said is None:
        raise FromElsewhere


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError as error:
        raise FromElsewhere from error
