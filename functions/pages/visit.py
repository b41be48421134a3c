"""One request for a page: who makes it, where it stands, and what stands around the page."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from chalice.app import CaseInsensitiveMapping, MultiDict, Request

from functions import bootstrap
from functions.pages.again import FindPage, parts_of
from functions.pages.answering import SIGN_IN_PATH, sign_in_address
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.jar import LARGE, cookies_in, name_of
from functions.pages.navigation import PLACES, who
from functions.pages.page import Anew, Page
from functions.pages.rendering import Frame
from functions.pages.session import Session
from functions.web.edge import request_id

SAFE = ("GET", "HEAD")


@dataclass
class PageVisit:
    """One request for a page, and whoever turned out to make it.

    `typed`: of a page that comes anew (`Anew`), what its reader typed; `came_by`: the address that this was sent to.
    """

    page: Page
    request: Request
    path: Mapping[str, str]
    find: FindPage
    typed: Form = NOTHING_SENT
    came_by: str = ""
    session: Session | None = None
    plain: bool = False
    training: bool = False
    lost: str = ""
    # The platform's own once there is one: a page of an error has to tell the time, too.
    now: datetime = field(default_factory=bootstrap.now)

    @property
    def here(self) -> str:
        """Chalice calls `path` of a request what is its route: /drafts/{draft_id} leads nowhere."""
        path = self.page.path.format(**{name: quote(value, safe="") for name, value in self.path.items()})
        given = self.request.query_params
        query = [(name, value) for name in given for value in given.getlist(name)] if given else []
        return f"{path}?{urlencode(query)}" if query else path

    @cached_property
    def cookies(self) -> dict[str, str]:
        return cookies_in(self.request.headers.get("cookie", ""))

    @property
    def query(self) -> dict[str, str]:
        given = self.request.query_params
        return {name: given.getlist(name)[-1] for name in given} if given else {}

    def at(self, location: str, anew: Anew) -> "PageVisit | None":
        """The same visitor at another page of ours."""
        asked = urlsplit(location)
        page = self.find(asked.path)
        if page is None:
            return None
        request, jar = copy(self.request), (line.partition(";")[0] for line in anew.cookies)
        cookies = "; ".join(filter(None, (self.request.headers.get("cookie", ""), *jar)))
        request.headers = CaseInsensitiveMapping({**self.request.headers, "cookie": cookies})
        request.query_params = MultiDict(parse_qs(asked.query, keep_blank_values=True))
        path = parts_of(asked.path, page.path)
        return replace(
            self, page=page, request=request, path=path, typed=anew.typed, came_by=self.came_by or self.here
        )

    def frame(self, title: str, *, wrong: bool = False) -> Frame:
        by = self.session.principal if self.session else None
        return Frame(
            title=title,
            here=self.here,
            now=self.now,
            session=self.session,
            large=self.cookies.get(name_of(LARGE, plain=self.plain)) == "1",
            request_id=request_id(self.request),
            wrong=wrong,
            training=self.training,
            lost=self.lost,
            who=who(by) if by else "",
            rooms=PLACES[by.role] if by else (),
            sign_in=sign_in_address(self.here) if self.page.method in SAFE else SIGN_IN_PATH,
        )
