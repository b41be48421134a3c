"""The interface's documentation as one page that needs nothing else: no script, no outside resource."""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from itertools import chain
from typing import Any

from functions.api.binder import AnyRoute
from functions.api.openapi import document

STYLE = """
body{font:18px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1a1a1a;background:#fff;
max-width:62rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1,h2,h3{line-height:1.3}a{color:#0b4f9e}code,pre{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:#f3f3f3;padding:.6rem}section{border-top:2px solid #595959;margin-top:2rem}
summary{cursor:pointer;padding:.6rem 0}nav li{padding:.2rem 0}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.4rem .6rem;
text-align:left;vertical-align:top}
@media(max-width:40rem){body{padding:.6rem}thead{display:none}table,tbody,tr,td{display:block;border:0;padding:.1rem 0}
tr{border-top:1px solid #767676;padding:.4rem 0}td:empty{display:none}}
"""
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
DOCS_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_SIGN_IN = (
    "申请人、窗口人员、部门经办和运行管理员以统一身份认证平台（OpenID Connect）签发的令牌访问：请求头 "
    "<code>Authorization: Bearer 令牌</code>。门户用授权码加 PKCE 取得令牌，令牌的签发方、受众、签名和期限每次都核对；"
    "令牌到期后请求得到 401 <code>bad-token</code>，重新登录即可。",
    "在一台机器上试用时，随系统启动的签发方给出演示身份的令牌：",
    '<pre>curl -s http://127.0.0.1:8451/issuer/token -d \'{"identity": "applicant-1"}\'</pre>',
    "部门系统不用令牌：每个请求按 Standard Webhooks 1.0 签名，请求头为 <code>webhook-id</code>、"
    "<code>webhook-timestamp</code>、<code>webhook-signature</code>。",
)

Operation = tuple[str, str, dict[str, Any]]


@cache
def docs_page(routes: tuple[AnyRoute, ...]) -> str:
    return page(document(routes))


def page(spec: dict[str, Any]) -> str:
    by_room = {tag["name"]: list(_operations(spec, tag["name"])) for tag in spec["tags"]}
    rooms = [tag for tag in spec["tags"] if by_room[tag["name"]]]
    return "".join(
        (
            '<!DOCTYPE html><html lang="zh-Hans-CN"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(spec['info']['title'])}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{escape(spec['info']['title'])}</h1>",
            f"<p>{escape(spec['info']['description'])}</p>",
            f"<p>版本 {escape(spec['info']['version'])}。机器可读的说明：",
            '<a href="openapi.json">openapi.json</a></p></header>',
            f"<nav><h2>目录</h2>{''.join(_contents(tag, by_room[tag['name']]) for tag in rooms)}</nav><main>",
            f'<section id="sign-in"><h2>登录</h2>{"".join(map(_paragraph, _SIGN_IN))}</section>',
            *(_room(tag, by_room[tag["name"]], spec) for tag in rooms),
            f'<section id="webhooks"><h2>发给部门系统的消息</h2>{"".join(_webhooks(spec))}</section>',
            f'<section id="schemas"><h2>数据结构</h2>{"".join(_schemas(spec))}</section></main></body></html>',
        )
    )


def _paragraph(text: str) -> str:
    return text if text.startswith("<pre>") else f"<p>{text}</p>"


def _operations(spec: dict[str, Any], tag: str) -> Iterator[Operation]:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield method.upper(), path, operation


def _contents(tag: dict[str, Any], operations: list[Operation]) -> str:
    lines = (
        f'<li><a href="#{escape(operation["operationId"])}">{escape(operation["summary"])}</a> '
        f"<code>{method} {escape(path)}</code></li>"
        for method, path, operation in operations
    )
    return f"<details><summary>{escape(tag['description'])}</summary><ul>{''.join(lines)}</ul></details>"


def _room(tag: dict[str, Any], operations: list[Operation], spec: dict[str, Any]) -> str:
    inside = "".join(_operation(*operation, spec) for operation in operations)
    return f'<section id="room-{escape(tag["name"])}"><h2>{escape(tag["description"])}</h2>{inside}</section>'


def _operation(method: str, path: str, operation: dict[str, Any], spec: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {})
    parameters = (_resolved(given, spec) for given in operation["parameters"])
    return "".join(
        (
            f'<section id="{escape(operation["operationId"])}"><h3>{escape(operation["summary"])}</h3>',
            f"<p><code>{method} {escape(path)}</code>　{escape(operation['description'])}</p>",
            _table(("参数", "位置", "必填", "说明"), map(_parameter, parameters)),
            f"<p>请求体：{_type(body['application/json']['schema'])}</p>" if body else "",
            _table(
                ("状态码", "说明", "code"),
                (_answer(status, _resolved(given, spec)) for status, given in operation["responses"].items()),
            ),
            "</section>",
        )
    )


def _webhooks(spec: dict[str, Any]) -> Iterator[str]:
    rows = (
        (
            f"<code>{escape(kind)}</code>",
            escape(given["post"]["summary"]),
            _type(given["post"]["requestBody"]["content"]["application/json"]["schema"]),
        )
        for kind, given in spec["webhooks"].items()
    )
    yield _table(("类型", "说明", "数据结构"), rows)


def _resolved(given: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in given:
        return given
    _, kind, name = given["$ref"].removeprefix("#/").split("/", 2)
    found: dict[str, Any] = spec["components"][kind][name]
    return found


def _parameter(given: dict[str, Any]) -> tuple[str, ...]:
    required = "必填" if given["required"] else "可选"
    return (
        f"<code>{escape(given['name'])}</code>",
        escape(given["in"]),
        required,
        escape(given["description"]),
    )


def _answer(status: str, answer: dict[str, Any]) -> tuple[str, ...]:
    by_media = answer.get("content", {})
    codes = chain.from_iterable(content.get("examples", {}) for content in by_media.values())
    schemas = (_type(content["schema"]) for content in by_media.values())
    shown = "<br>".join(f"<code>{escape(code)}</code>" for code in codes) or "".join(schemas)
    return escape(status), escape(answer["description"]), shown


def _schemas(spec: dict[str, Any]) -> Iterator[str]:
    for name, schema in spec["components"]["schemas"].items():
        yield f'<h3 id="schema-{escape(name)}"><code>{escape(name)}</code></h3>'
        yield f"<p>{escape(schema.get('description', ''))}</p>" if schema.get("description") else ""
        required = schema.get("required", ())
        rows = (
            (
                f"<code>{escape(field)}</code>",
                _type(given),
                "必填" if field in required else "可选",
                escape(given.get("description", "")),
            )
            for field, given in schema.get("properties", {}).items()
        )
        yield _table(("字段", "类型", "必填", "说明"), rows)
        if "enum" in schema:
            yield f"<p>取值：{'、'.join(f'<code>{escape(str(value))}</code>' for value in schema['enum'])}</p>"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}"><code>{name}</code></a>'
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return " 或 ".join(map(_type, schema[choice]))
    if schema.get("type") == "array":
        inner = schema.get("items") or {"type": "any"}
        return f"{_type(inner)} 列表"
    return f"<code>{escape(str(schema.get('format') or schema.get('const') or schema.get('type', 'any')))}</code>"


def _table(heads: tuple[str, ...], rows: Any) -> str:
    lines = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows]
    if not lines:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
