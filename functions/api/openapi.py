"""OpenAPI 3.1, made from the declarations that also validate."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from itertools import groupby
from typing import Any, Literal

from pydantic import TypeAdapter

from functions.api.binder import AnyRoute
from functions.api.route import Access
from functions.domain.errors import LianbanError
from functions.web import problems
from functions.web.path_parameters import PARAMETERS
from functions.web.requests import KEY
from schemas.codes import CHINESE
from schemas.views import ProblemView

TITLE = "联办 Lianban 接口"
VERSION = "1.0.0"
ABOUT = (
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
SCHEMAS = "#/components/schemas/{model}"
STATUS_WORDS = {
    200: "成功",
    201: "已建立，Location 为其地址",
    204: "已删除",
    202: "已受理申请，Location 为办件地址",
    304: "内容未变",
}

Schemas = Mapping[tuple[str, Literal["validation", "serialization"]], dict[str, Any]]


@cache
def document(routes: tuple[AnyRoute, ...]) -> dict[str, Any]:
    schemas, components = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": ABOUT},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": BEARER, "signature": SIGNATURE},
        },
    }


@cache
def text_of(routes: tuple[AnyRoute, ...]) -> str:
    return json.dumps(document(routes), ensure_ascii=False, separators=(",", ":"))


def _schemas(routes: tuple[AnyRoute, ...]) -> tuple[Schemas, dict[str, Any]]:
    """Every model once: bodies as they are validated, responses as they are written."""
    inputs: list[tuple[str, Literal["validation", "serialization"], TypeAdapter[Any]]] = [
        ("ProblemView", "serialization", TypeAdapter(ProblemView))
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


def _operation(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [_tag(route)],
        "description": _who(route),
        "security": _security(route),
        "parameters": [*_path_parameters(route), *_headers(route), *_query_parameters(route)],
        "responses": {**_successes(route, schemas), **dict(_refusals(route, schemas))},
    }
    if route.body is not None:
        content = {"application/json": {"schema": schemas[f"body:{route.name}", "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _tag(route: AnyRoute) -> str:
    if route.roles is Access.SIGNED or route.path.startswith("/v1/departments/"):
        return "部门"
    if route.is_public:
        return "公开"
    return "运行管理" if route.path.startswith("/v1/operator") else "申请人和窗口"


def _who(route: AnyRoute) -> str:
    if isinstance(route.roles, Access):
        return "任何人可用。" if route.is_public else "部门系统使用，须签名。"
    return f"限{'、'.join(sorted(CHINESE[role] for role in route.roles))}。"


def _security(route: AnyRoute) -> list[dict[str, list[str]]]:
    if route.is_public:
        return []
    return [{"signature": []}] if route.roles is Access.SIGNED else [{"bearer": []}]


def _path_parameters(route: AnyRoute) -> Iterator[dict[str, Any]]:
    for name in route.parameters:
        described = {"description": PARAMETERS[name].words, "schema": PARAMETERS[name].schema}
        yield {"name": name, "in": "path", "required": True, **described}


def _headers(route: AnyRoute) -> Iterator[dict[str, Any]]:
    if route.idempotent:
        schema = {"type": "string", "pattern": f"^{KEY.pattern}$"}
        words = "幂等键：同一键同一内容只开立一个办件。"
        yield _header("Idempotency-Key", words, schema, required=True)
    if route.conditional:
        yield _header("If-None-Match", "上次返回的 ETag。", {"type": "string"}, required=False)
    if route.guarded:
        words = "最近一次读取时的 ETag：其后有更新的，不覆盖。"
        yield _header("If-Match", words, {"type": "string"}, required=True)
    if route.roles is Access.SIGNED:
        yield _header("webhook-id", "本次投递的编号，重发不变。", {"type": "string"}, required=True)
        yield _header("webhook-timestamp", "签名时间，Unix 秒。", {"type": "string"}, required=True)


def _header(name: str, words: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": words, "schema": schema}


def _query_parameters(route: AnyRoute) -> Iterator[dict[str, Any]]:
    if route.query is None:
        return
    for name, field in route.query.model_fields.items():
        schema = route.query.model_json_schema(ref_template=SCHEMAS)["properties"][name]
        required = field.is_required()
        yield {
            "name": name,
            "in": "query",
            "required": required,
            "description": field.description or "",
            "schema": schema,
        }


def _successes(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    if route.status == 204:
        return {"204": {"description": STATUS_WORDS[204]}}
    content = {route.media.partition(";")[0]: _content(route, schemas)}
    found = {str(route.status): {"description": STATUS_WORDS[route.status], "content": content}}
    if route.conditional:
        found["304"] = {"description": STATUS_WORDS[304]}
    return found


def _content(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    """A file is bytes, which a schema of OpenAPI 3.1 cannot describe: it has none."""
    if route.response is bytes:
        return {}
    if route.response is str:
        return {"schema": {"type": "object" if route.media == "application/json" else "string"}}
    return {"schema": schemas[f"response:{route.name}", "serialization"]}


def _refusals(route: AnyRoute, schemas: Schemas) -> Iterator[tuple[str, dict[str, Any]]]:
    by_status = sorted(route.refusals, key=problems.status_of)
    for status, errors in groupby(by_status, key=problems.status_of):
        yield str(status), _refusal(status, tuple(errors), schemas)


def _refusal(status: int, errors: tuple[type[LianbanError], ...], schemas: Schemas) -> dict[str, Any]:
    examples = {
        error.code: {
            "summary": error.title,
            "value": problems.view_of(error(), request_id="…").model_dump(mode="json", exclude_none=True),
        }
        for error in errors
    }
    content = {"schema": schemas["ProblemView", "serialization"], "examples": examples}
    titles = "；".join(dict.fromkeys(error.title for error in errors))
    return {
        "description": titles or HTTPStatus(status).phrase,
        "content": {problems.MEDIA_TYPE: content},
    }
