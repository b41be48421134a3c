"""What the tests of the routes share: one soldier's submitted case, and how people and departments reach it."""

from functools import cache
from typing import Any

from functions.domain.case.case import Change
from functions.domain.case.item import SERVICE_CHECK
from functions.ports.deps import Deps
from schemas.codes import ItemStatus
from tests.support.api_deps import house
from tests.support.client import Answer, Api
from tests.support.copies import copied
from tests.support.fakes.clock import START
from tests.support.make import with_flat
from tests.support.samples import sample

CASE = "00000000-0000-4000-8000-000000000001"
UNKNOWN = "00000000-0000-4000-8000-00000000ffff"
TOKEN = "token-that-nobody-may-see"
PERSONAL = ("测试甲", "440106200301010010", "10000000001")


def submit(api: Api, body: object | None = None, *, who: str = "soldier", key: str = "key-0001") -> Answer:
    given = sample() if body is None else body
    return api.post("/v1/cases", given, authorization=f"Bearer {who}", idempotency_key=key)


def get(api: Api, path: str, who: str = "soldier") -> Answer:
    return api.get(path, authorization=f"Bearer {who}")


def change_item(deps: Deps, code: str, **values: Any) -> None:
    deps.store.commit(Change(items=(with_flat(deps.store.ledger(CASE).item(code), **values),)))


def answer_body(reference: str, **values: Any) -> dict[str, Any]:
    given = {
        "type": "received",
        "reference": reference,
        "item": SERVICE_CHECK,
        "round": 1,
        "at": START.isoformat(),
    }
    return {**given, **values}


def open_case() -> tuple[Api, Deps, str]:
    opened, reference = _opened()
    deps = copied(opened, opened)
    return Api(deps), deps, reference


@cache
def _opened() -> tuple[Deps, str]:
    deps = house()
    return deps, submit(Api(deps)).json["reference"]


def hear(api: Api, body: object, *, webhook_id: str = "m-1", signature: str = "mobilization") -> Answer:
    path = "/v1/departments/mobilization/answers"
    return api.post(path, body, webhook_id=webhook_id, webhook_signature=signature)


def dispatched_case() -> tuple[Api, Deps, str]:
    api, deps, reference = open_case()
    change_item(deps, SERVICE_CHECK, status=ItemStatus.DISPATCHED, round=1, sent_round=1, sent_at=START)
    return api, deps, reference
