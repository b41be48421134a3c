"""The interface's documentation as one page that needs nothing else: no script, no outside resource."""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any

from functions.api.binder import AnyRoute
from functions.api.openapi import document

STYLE = """
body{font:18px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1a1a1a;background:#fff;
max-width:62rem;margin:0 auto;padding:1rem}
h1,h2{line-height:1.3}a{color:#0b4f9e}code{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
section{border-top:2px solid #595959;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #767676;padding:.4rem .6rem;text-align:left;vertical-align:top}
.scroll{overflow-x:auto}
"""
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@cache
def page_of(routes: tuple[AnyRoute, ...]) -> str:
    return page(document(routes))


def page(spec: dict[str, Any]) -> str:
    operations = list(_operations(spec))
    return "".join(
        (
            '<!DOCTYPE html><html lang="zh-Hans-CN"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(spec['info']['title'])}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{escape(spec['info']['title'])}</h1>",
            f"<p>{escape(spec['info']['description'])}</p>",
            '<p>机器可读的说明：<a href="openapi.json">openapi.json</a></p></header>',
            f"<nav><h2>目录</h2>{_contents(operations)}</nav><main>",
            *(_operation(method, path, operation) for method, path, operation in operations),
            f"<section><h2>数据结构</h2>{''.join(_schemas(spec))}</section></main></body></html>",
        )
    )


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _contents(operations: list[tuple[str, str, dict[str, Any]]]) -> str:
    lines = (
        f'<li><a href="#{escape(operation["operationId"])}">{escape(operation["summary"])}</a> '
        f"<code>{method} {escape(path)}</code></li>"
        for method, path, operation in operations
    )
    return f"<ul>{''.join(lines)}</ul>"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {})
    return "".join(
        (
            f'<section id="{escape(operation["operationId"])}"><h2>{escape(operation["summary"])}</h2>',
            f"<p><code>{method} {escape(path)}</code>　{escape(operation['description'])}</p>",
            _table(("参数", "位置", "必填", "说明"), map(_parameter, operation["parameters"])),
            f"<p>请求体：{_type(body['application/json']['schema'])}</p>" if body else "",
            _table(("状态码", "说明", "code"), map(_answer, operation["responses"].items())),
            "</section>",
        )
    )


def _parameter(given: dict[str, Any]) -> tuple[str, ...]:
    required = "是" if given["required"] else "否"
    return (
        f"<code>{escape(given['name'])}</code>",
        escape(given["in"]),
        required,
        escape(given["description"]),
    )


def _answer(entry: tuple[str, dict[str, Any]]) -> tuple[str, ...]:
    status, answer = entry
    by_media = answer.get("content", {})
    codes = [code for content in by_media.values() for code in content.get("examples", {})]
    schemas = [
        _type(content["schema"]) if "schema" in content else f"<code>{escape(media)}</code>"
        for media, content in by_media.items()
        if "examples" not in content
    ]
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
                "是" if field in required else "否",
                _words(given),
            )
            for field, given in schema.get("properties", {}).items()
        )
        yield _table(("字段", "类型", "必填", "说明"), rows)
        if "enum" in schema:
            yield f"<p>取值：{'、'.join(f'<code>{escape(str(value))}</code>' for value in schema['enum'])}</p>"


def _words(schema: dict[str, Any]) -> str:
    title, description = schema.get("title", ""), schema.get("description", "")
    chinese = "" if title.isascii() else title
    return escape("。".join(part for part in (chinese, description) if part))


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
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
