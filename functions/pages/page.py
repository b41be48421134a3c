"""One declaration per page: who may open it, what it takes and what it answers with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from functions.domain.case.access import Principal
from functions.domain.refusals import MissingToken
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.session import Session
from functions.ports.deps import Deps
from schemas.codes import Role

# Of what a form's fields may weigh; a page that takes files says more.
OF_FIELDS = 256 * 1024


@dataclass(frozen=True)
class Asked:
    """A request that passed every check of its page. `query` has of each name what stands last."""

    deps: Deps
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Form = NOTHING_SENT
    session: Session | None = None
    cookies: Mapping[str, str] = field(default_factory=dict)
    # Whether the browser keeps cookies by plain names (pages/jar.py).
    plain: bool = False
    # The network's; what is counted for whoever has not signed in.
    address: str = ""

    @property
    def caller(self) -> Principal | None:
        return self.session.principal if self.session else None

    @property
    def by(self) -> Principal:
        """Whoever is signed in; a page that names roles always has somebody."""
        if self.session is None:
            raise MissingToken
        return self.session.principal


@dataclass(frozen=True)
class Shown:
    """`template` lies under templates/; `view` is what it calls by that name, a plain value. `title` is the page's own.

    `wrong`: something that was filled in has to be put right; the title says so first.
    """

    template: str
    title: str
    view: object = None
    status: int = 200
    wrong: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """After something was done, or to sign in: the browser goes on with GET. `cookies` are whole Set-Cookie lines."""

    location: str
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handed:
    """A file, or text that is ready as it is."""

    body: bytes | str
    media: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Anew:
    """The page at `location` as its reader sees it now, with `typed` in its form: it was not sent yet, and is not kept."""

    location: str
    typed: Form
    cookies: tuple[str, ...] = ()


# Of a fragment that is asked for again: what is shown is still so.
UNCHANGED = Handed("", "text/plain", status=204)


Made = Shown | Sent | Handed
Answer = Made | Anew
Handler = Callable[[Asked], Answer]


@dataclass(frozen=True, kw_only=True)
class Page:
    """`roles` None: anybody, signed in or not. `most`: bytes of a body. A page of another role does not exist (404).

    `by_itself`: an open page asks for it without anybody there: no session lives longer for it. `keeps`: a
    form that comes with an earlier session's token is kept for whoever typed it (pages/resuming.py).
    """

    method: str
    path: str
    roles: frozenset[Role] | None
    handler: Handler
    most: int = OF_FIELDS
    by_itself: bool = False
    keeps: bool = True

    @property
    def name(self) -> str:
        return f"page_{self.handler.__name__}"
