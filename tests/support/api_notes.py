"""A small interface of notes, to try the binder on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Annotated, cast

from pydantic import Field

from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.access import Principal
from functions.domain.case.refusals import CaseNotFound
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.errors import FieldProblem, LianbanError, StoreBusy
from functions.domain.refusals import BadSignature, BadToken, MissingToken
from functions.ports.deps import Deps
from schemas.codes import Department, Role
from schemas.wire import Text, Wire
from tests.support.client import Answer, Api

MARKER = "440106199001011234"
CASE = "0190a0b0-0000-7000-8000-000000000001"


class Tokens:
    def principal(self, authorization: str | None) -> Principal:
        if authorization is None:
            raise MissingToken
        role = authorization.removeprefix("Bearer ")
        if role not in set(Role):
            raise BadToken
        return Principal("u-1", Role(role))


class Signatures:
    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        if headers.get("webhook-signature") != "good":
            raise BadSignature
        return headers["webhook-id"]


DEPS = cast(
    Deps,
    SimpleNamespace(tokens=Tokens(), signatures=Signatures(), clock=lambda: datetime(2026, 9, 1, tzinfo=UTC)),
)


class Note(Wire):
    text: Text
    count: Annotated[int, Field(ge=0)] = 0
    weight: float = 0.0


class NoteQuery(Wire):
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Echo(Wire):
    """What a handler was given, as far as it is safe to tell."""

    caller: str | None = None
    key: str = ""
    webhook_id: str = ""
    limit: int = 0
    length: int = 0


FAULTS: dict[str, Exception] = {
    "busy": StoreBusy(),
    "refused": InvalidApplication(problems=(FieldProblem("/text", "请填写此项。"),)),
    "plain": LianbanError(),
    "broken": RuntimeError(f"psycopg says {MARKER}"),
    "missing": KeyError(MARKER),
}


def read(call: Call[NoteQuery, None]) -> Reply[Echo]:
    return Reply(Echo(caller=call.by.subject, limit=call.query.limit), {"ETag": '"1"'})


def write(call: Call[None, Note]) -> Reply[Echo]:
    return Reply(Echo(caller=call.by.subject, key=call.key, length=len(call.body.text)))


def hear(call: Call[None, Note]) -> Reply[Echo]:
    return Reply(Echo(webhook_id=call.webhook_id))


def case(call: Call[None, None]) -> Reply[Echo]:
    raise CaseNotFound


def fail(call: Call[None, None]) -> Reply[Echo]:
    raise FAULTS[call.headers["fault"]]


def forgetful(call: Call[None, None]) -> Reply[Echo]:
    return Reply(Echo(caller=call.by.subject))


READERS = frozenset({Role.APPLICANT, Role.CLERK})
ROUTES = (
    Route(
        method="GET", path="/notes", summary="读", roles=READERS, response=Echo, query=NoteQuery, handler=read,
        headers=("ETag",),
    ),
    Route(
        method="POST", path="/notes", summary="写", roles=frozenset({Role.APPLICANT}), response=Echo,
        body=Note, status=202, idempotent=True, handler=write,
    ),
    Route(
        method="POST", path="/departments/{department}/notes", summary="答", roles=Access.SIGNED,
        response=Echo, body=Note, handler=hear,
    ),
    Route(method="GET", path="/cases/{case_id}", summary="办件", roles=READERS, response=Echo, handler=case),
    Route(
        method="GET", path="/fail", summary="错", roles=Access.PUBLIC, response=Echo, handler=fail,
        errors=(InvalidApplication,),
    ),
    Route(
        method="GET", path="/open", summary="开", roles=Access.PUBLIC, response=Echo, handler=forgetful,
        errors=(MissingToken,),
    ),
)  # fmt: skip


def api() -> Api:
    return Api(DEPS, ROUTES)


def posted(body: bytes | object, **headers: str) -> Answer:
    given = {"authorization": "Bearer applicant", "idempotency_key": "key-0001", **headers}
    return api().post("/notes", body, **given)


def signed(department: str, body: bytes, **headers: str) -> Answer:
    return api().post(f"/departments/{department}/notes", body, **headers)
