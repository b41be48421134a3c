"""OpenAPI 3.1, made from the declarations that also validate."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from threading import Lock
from typing import Any, Literal

from pydantic import TypeAdapter

from functions.api.answers import Schemas, answers, header_components, problem_examples, refusals
from functions.api.binder import AnyRoute
from functions.api.examples import examples, samples
from functions.api.glossary import described, glossary
from functions.api.query_parameters import Parameter, query_parameters, referred, shared_parameters
from functions.api.route import Access
from functions.api.version import INTERFACE_VERSION
from functions.domain.clock import shanghai_date
from functions.web.path_parameters import PARAMETERS
from functions.web.requests import IDEMPOTENCY_KEY
from schemas.codes import CHINESE
from schemas.office.dispatches import MESSAGE
from schemas.views import ProblemView

_TITLE = "联办 Lianban 接口"
_ABOUT = (
    "退役军人服务“一件事”：一次申请，多个事项，五类部门联办。错误按 RFC 9457 返回，code 稳定不变，detail 说明如何处理；"
    "列表用 cursor 翻页；提交申请须带 Idempotency-Key，重复发送不会产生重复办件。"
)
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "OIDC 令牌，RS256 或 ES256 签名。",
}
SIGNATURE = {
    "type": "apiKey",
    "in": "header",
    "name": "webhook-signature",
    "description": "Standard Webhooks 1.0：对 webhook-id、webhook-timestamp 和原始请求体计算 HMAC-SHA256，"
    "时间相差不超过 5 分钟。",
}
# The rooms, in the order in which a portal meets them; what stands outside of them tells of the interface itself.
TAGS: Mapping[str, str] = {
    "guide": "指南：办事指南、引导问答、区划、运行情况",
    "intake": "申请：草稿、预填、授权、材料、提交、窗口代办",
    "applicant": "办件：进度、历史、补正、异议、撤回、表和文书、待办、评价、意见反馈",
    "office": "部门：答复、待办列表、文件交换、清单核对、回访",
    "operator": "运行管理：办件、异常、批次、路由、开通范围",
    "national": "汇聚：向国家平台汇聚的数据",
    "numbers": "统计：办结情况按地市、月份、事项的数字和口径",
    "interface": "接口说明",
}
SIGNED = ("webhook-id", "webhook-timestamp")
_TEXT = {"type": "string"}
SCHEMAS = "#/components/schemas/{model}"
# What an office's system is sent, by its type.
WEBHOOKS: Mapping[str, str] = {
    "item.dispatched": "事项分发：一个办件的一个事项",
    "item.corrected": "补正之后再次分发",
    "item.withdrawal_requested": "申请人要求撤回",
    "item.reminded": "催办",
    "item.material_added": "补交材料",
}


_one_at_a_time = Lock()


def document(routes: tuple[AnyRoute, ...]) -> dict[str, Any]:
    """Made once, for it takes half a second of processor: whoever asks meanwhile waits for it."""
    with _one_at_a_time:
        return _made(routes)


@cache
def _made(routes: tuple[AnyRoute, ...]) -> dict[str, Any]:
    schemas, plain = _schemas(routes)
    components = described(plain, glossary())
    paths: dict[str, dict[str, Any]] = {}
    shared = shared_parameters(_query(route, components) for route in routes)
    for route in routes:
        operation = _operation(route, schemas, components, shared)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    queries = {route.query.__name__ for route in routes if route.query is not None}
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": INTERFACE_VERSION, "description": _ABOUT},
        "servers": [{"url": "/", "description": "与本文件同一地址"}],
        "tags": [
            {"name": name, "description": words, "x-displayName": words.partition("：")[0]}
            for name, words in TAGS.items()
        ],
        "paths": paths,
        "webhooks": dict(_webhooks(schemas, components)),
        "components": {
            "schemas": {name: schema for name, schema in components.items() if name not in queries},
            "responses": refusals(routes, schemas),
            "parameters": {**dict(_parameter_components(routes)), **shared},
            "examples": problem_examples(routes),
            "headers": header_components(),
            "securitySchemes": {"bearer": BEARER, "signature": SIGNATURE},
        },
    }


def plain_schemas(routes: tuple[AnyRoute, ...]) -> Mapping[str, Any]:
    """As the models say them, before the glossary."""
    return _schemas(routes)[1]


@cache
def text_of(routes: tuple[AnyRoute, ...]) -> str:
    return json.dumps(document(routes), ensure_ascii=False, separators=(",", ":"))


@cache
def _schemas(routes: tuple[AnyRoute, ...]) -> tuple[Schemas, dict[str, Any]]:
    """Every model once: bodies as they are validated, responses as they are written."""
    inputs: list[tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]] = [
        ("ProblemView", "serialization", TypeAdapter(ProblemView)),
        ("webhook", "serialization", MESSAGE),
    ]
    for route in routes:
        if route.response not in (str, bytes):
            inputs.append((f"response:{route.name}", "serialization", TypeAdapter(route.response)))
        if route.body is not None:
            body = route.body if isinstance(route.body, TypeAdapter) else TypeAdapter(route.body)
            inputs.append((f"body:{route.name}", "validation", body))
        if route.query is not None:
            inputs.append((f"query:{route.name}", "validation", TypeAdapter(route.query)))
    schemas, definitions = TypeAdapter.json_schemas(inputs, ref_template=SCHEMAS)
    return schemas, definitions.get("$defs", {})


def _operation(
    route: AnyRoute, schemas: Schemas, components: Mapping[str, Any], shared: Mapping[str, Parameter]
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [tag(route)],
        "description": _who(route),
        "security": _security(route),
        "parameters": [*_references(_parameters(route)), *referred(_query(route, components), shared)],
        "responses": answers(route, schemas),
    }
    if route.deprecated is not None:
        until = shanghai_date(route.deprecated.until).isoformat()
        operation["deprecated"] = True
        operation["description"] += f"即将停用：最后一天为 {until}，请改用 {route.deprecated.instead}。"
    if route.body is not None:
        schema = schemas[f"body:{route.name}", "validation"]
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": _body(schema, components)},
        }
    return operation


def _body(schema: Mapping[str, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in examples(schema, components, samples()).items()}
    return {"schema": schema, "examples": shown}


def tag(route: AnyRoute) -> str:
    """The room that its handler stands in."""
    room = route.handler.__module__.removeprefix("functions.api.").partition(".")[0]
    return room if room in TAGS else "interface"


def _who(route: AnyRoute) -> str:
    if isinstance(route.roles, Access):
        return "任何人可用。" if route.is_public else "部门系统使用，须签名。"
    return f"限{'、'.join(sorted(CHINESE[role] for role in route.roles))}。"


def _security(route: AnyRoute) -> list[dict[str, list[str]]]:
    if route.is_public:
        return []
    return [{"signature": []}] if route.roles is Access.SIGNED else [{"bearer": []}]


def _parameters(route: AnyRoute) -> Iterator[str]:
    """Those that routes share, by their names among the components."""
    yield from route.parameters
    if route.idempotent:
        yield "Idempotency-Key"
    if route.conditional:
        yield "If-None-Match"
    if route.guarded:
        yield "If-Match"
    if route.roles is Access.SIGNED:
        yield from SIGNED


def _parameter_components(routes: tuple[AnyRoute, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in sorted({name for route in routes for name in route.parameters}):
        words = {"description": PARAMETERS[name].words, "schema": PARAMETERS[name].schema}
        yield name, {"name": name, "in": "path", "required": True, **words}
    key = {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY.pattern}$", "examples": ["20261201-0001"]}
    yield from (
        _header("Idempotency-Key", "幂等键：同一键同一内容只开立一个办件。", key, required=True),
        _header("If-None-Match", "上次返回的 ETag。", _TEXT, required=False),
        _header("If-Match", "最近一次读取时的 ETag：其后有更新的，不覆盖。", _TEXT, required=True),
        _header("webhook-id", "本次投递的编号，重发不变。", _TEXT, required=True),
        _header("webhook-timestamp", "签名时间，Unix 秒。", _TEXT, required=True),
    )


def _header(name: str, words: str, schema: dict[str, Any], *, required: bool) -> tuple[str, dict[str, Any]]:
    return name, {"name": name, "in": "header", "required": required, "description": words, "schema": schema}


def _references(names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _query(route: AnyRoute, components: Mapping[str, Any]) -> tuple[Parameter, ...]:
    return tuple(query_parameters(components[route.query.__name__])) if route.query is not None else ()


def _webhooks(schemas: Schemas, components: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What we send to an office's system (docs/departments.md), by its type."""
    for kind, place in schemas["webhook", "serialization"]["discriminator"]["mapping"].items():
        yield kind, {"post": _message(kind, {"$ref": place}, components)}


def _message(kind: str, schema: dict[str, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    shown = {**examples(schema, components, samples())["example"], "type": kind}
    return {
        "operationId": f"receive_{kind.partition('.')[2]}",
        "summary": WEBHOOKS[kind],
        "tags": ["office"],
        "description": components[schema["$ref"].rpartition("/")[2]]["description"],
        "security": [{"signature": []}],
        "parameters": _references(SIGNED),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "examples": {"example": {"value": shown}}}},
        },
        "responses": {"2XX": {"description": "收到：任何 2xx"}},
    }
