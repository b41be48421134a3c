"""One declaration per route: validation, authorisation and OpenAPI all come from it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import Enum
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from functions.domain.case.access import Principal
from functions.domain.case.refusals import LevelTooLow
from functions.domain.conflicts import VersionChanged
from functions.domain.errors import LianbanError
from functions.domain.refusals import (
    BadSignature,
    BadToken,
    BodyTooComplex,
    BodyTooLarge,
    ClockSkew,
    FieldNamedTwice,
    Forbidden,
    IdentityUnavailable,
    InvalidBody,
    KeyMissing,
    MalformedBody,
    MissingToken,
    SignedForAnother,
    UnknownFilter,
    UnsupportedMediaType,
    VersionMissing,
)
from functions.ports.deps import Deps
from functions.web.path_parameters import PARAMETERS
from functions.web.problems import ALWAYS, MethodNotAllowed
from schemas.codes import Role

Q = TypeVar("Q")
B = TypeVar("B")
_V = TypeVar("_V")
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class BodyBounds:
    """Of a body: its bytes, and the values in it. A whole form has under 300 values, in under 100 KB."""

    size: int = 256 * 1024
    values: int = 1_000


# An office's list of fifty things that are missing, with its reasons; and files of an office, lists of a city.
OF_WORDS = BodyBounds(size=1024 * 1024)
OF_LISTS = BodyBounds(size=1024 * 1024, values=30_000)
_PARAMETER = re.compile(r"{(\w+)}")


class Access(Enum):
    """PUBLIC asks nothing of anybody; SIGNED is a department's webhook, checked before it is read."""

    PUBLIC = "public"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Deprecated:
    """A route that will end: since when that is said, the last day on which it answers, and what to use instead
    (docs/portal.md says how much time lies between).
    """

    since: datetime
    until: datetime
    instead: str

    @property
    def headers(self) -> dict[str, str]:
        """RFC 9745; RFC 8594."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": format_datetime(self.until.astimezone(UTC), usegmt=True),
        }


@dataclass(frozen=True)
class Call(Generic[Q, B]):
    """A request that passed every check of its route. `caller` is None on public and signed routes.

    `address`: the network's, as far as it tells who asks; what is counted for whoever has not signed in.
    """

    deps: Deps
    caller: Principal | None
    path: Mapping[str, str]
    query: Q
    body: B
    headers: Mapping[str, str]
    key: str = ""
    webhook_id: str = ""
    address: str = ""

    @property
    def by(self) -> Principal:
        if self.caller is None:
            raise MissingToken
        return self.caller


@dataclass(frozen=True)
class Reply(Generic[_V]):
    """`view` is a model, or text or a file that is ready as it is. None only with a status that has no body."""

    view: _V | None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


@dataclass(frozen=True, kw_only=True)
class Route(Generic[Q, B, _V]):
    """`idempotent`: needs an Idempotency-Key. `guarded`: needs If-Match. `invalid`: the error for a body with wrong fields.
    `explain` finds all of them where reading the body stops at some.

    `headers`: those of OpenAPI's that a success has and that do not follow from the other fields.
    `errors`: what the handler itself raises; what follows from the other fields is in `refusals`.
    """

    method: str
    path: str
    summary: str
    roles: frozenset[Role] | Access
    response: type[_V]
    handler: Callable[[Call[Q, B]], Reply[_V]]
    body: type[B] | TypeAdapter[B] | None = None
    query: type[Q] | None = None
    status: int = 200
    media: str = _JSON
    idempotent: bool = False
    conditional: bool = False
    guarded: bool = False
    headers: tuple[str, ...] = ()
    bounds: BodyBounds = BodyBounds()
    invalid: type[LianbanError] = InvalidBody
    explain: Callable[[Deps, bytes], tuple[tuple[str, str], ...]] | None = None
    errors: tuple[type[LianbanError], ...] = ()
    deprecated: Deprecated | None = None

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(_PARAMETER.findall(self.path))

    @property
    def is_public(self) -> bool:
        return self.roles is Access.PUBLIC

    @property
    def refusals(self) -> tuple[type[LianbanError], ...]:
        """Every error that this route can answer with, each once."""
        found: list[type[LianbanError]] = [
            *ALWAYS,
            *self._access_errors(),
            *self._input_errors(),
            *self.errors,
        ]
        return tuple(dict.fromkeys(found))

    def _access_errors(self) -> tuple[type[LianbanError], ...]:
        if self.roles is Access.PUBLIC:
            return ()
        if self.roles is Access.SIGNED:
            of_path = (SignedForAnother,) if "reference" in self.parameters else ()
            return (BadSignature, ClockSkew, *of_path)
        of_level = (LevelTooLow,) if Role.APPLICANT in self.roles else ()
        return (MissingToken, BadToken, Forbidden, *of_level, IdentityUnavailable)

    def _input_errors(self) -> list[type[LianbanError]]:
        found: list[type[LianbanError]] = [UnknownFilter, MethodNotAllowed]
        found += [PARAMETERS[name].refusal for name in self.parameters]
        if self.body is not None:
            found += [MalformedBody, BodyTooLarge, BodyTooComplex, FieldNamedTwice]
            found += [UnsupportedMediaType, self.invalid]
        if self.idempotent:
            found.append(KeyMissing)
        if self.guarded:
            found += [VersionMissing, VersionChanged]
        return found
