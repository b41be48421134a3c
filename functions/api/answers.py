"""What a route answers with, as OpenAPI says it: each success and each refusal, with its headers and examples."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Literal

from functions.api.binder import AnyRoute
from functions.domain.errors import LianbanError
from functions.web import problems

STATUS_WORDS = {
    200: "成功",
    201: "已建立，Location 为其地址",
    204: "已删除",
    202: "已受理申请，Location 为办件地址",
    304: "内容未变",
}
HEADERS = {
    "Allow": "该地址支持的请求方法。",
    "Content-Disposition": "文件名。",
    "ETag": "版本标记：放在 If-None-Match 里再读，放在 If-Match 里修改。",
    "Location": "新建之物的地址。",
    "Retry-After": "多少秒之后再试。",
}
EXAMPLES = "#/components/examples/"
RESPONSES = "#/components/responses/"
# A schema of OpenAPI 3.1 cannot describe bytes; generators know them by this.
BYTES = {"type": "string", "format": "binary"}

Schemas = Mapping[tuple[str, Literal["validation", "serialization"]], dict[str, Any]]


def answers(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    refused = {
        status: {"$ref": f"{RESPONSES}{_name(status, errors)}"} for status, errors in _by_status(route)
    }
    return {**_successes(route, schemas), **refused}


def refusals(routes: Iterable[AnyRoute], schemas: Schemas) -> dict[str, Any]:
    """Each set of errors that some routes answer with under one status, once, by its status and codes."""
    found = {
        _name(status, errors): (status, errors) for route in routes for status, errors in _by_status(route)
    }
    return {name: _refusal(*found[name], schemas) for name in sorted(found)}


def problem_examples(routes: Iterable[AnyRoute]) -> dict[str, Any]:
    """Each error of the interface once, by its code."""
    errors = {error.code: error for route in routes for error in route.refusals}
    return {code: _problem(errors[code]) for code in sorted(errors)}


def _problem(error: type[LianbanError]) -> dict[str, Any]:
    view = problems.view_of(error(), request_id="…")
    return {"summary": error.title, "value": view.model_dump(mode="json", exclude_none=True)}


def _successes(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": STATUS_WORDS[route.status]}
    if headers := success_headers(route):
        answer["headers"] = _named(headers)
    if route.status != 204:
        answer["content"] = {route.media.partition(";")[0]: {"schema": _schema(route, schemas)}}
    found = {str(route.status): answer}
    if route.conditional:
        found["304"] = {"description": STATUS_WORDS[304], "headers": _named(["ETag"])}
    return found


def success_headers(route: AnyRoute) -> tuple[str, ...]:
    of_file = ("Content-Disposition",) if route.response is bytes else ()
    return tuple(dict.fromkeys((*of_file, *(("ETag",) if route.conditional else ()), *route.headers)))


def _named(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def header_components() -> dict[str, Any]:
    return {name: {"description": words, "schema": {"type": "string"}} for name, words in HEADERS.items()}


def _schema(route: AnyRoute, schemas: Schemas) -> dict[str, Any]:
    if route.response is bytes:
        return BYTES
    if route.response is str:
        return {"type": "object" if route.media == "application/json" else "string"}
    return schemas[f"response:{route.name}", "serialization"]


def _by_status(route: AnyRoute) -> Iterator[tuple[str, tuple[type[LianbanError], ...]]]:
    by_status = sorted(route.refusals, key=problems.status_of)
    for status, errors in groupby(by_status, key=problems.status_of):
        yield str(status), tuple(errors)


def _name(status: str, errors: tuple[type[LianbanError], ...]) -> str:
    return ".".join((status, *(error.code for error in errors)))


def _refusal(status: str, errors: tuple[type[LianbanError], ...], schemas: Schemas) -> dict[str, Any]:
    content = {
        "schema": schemas["ProblemView", "serialization"],
        "examples": {error.code: {"$ref": f"{EXAMPLES}{error.code}"} for error in errors},
    }
    titles = "；".join(dict.fromkeys(error.title for error in errors))
    names = {name for error in errors for name in problems.headers_of(error()) if name in HEADERS}
    if status == "405":
        names.add("Allow")
    return {
        "description": titles,
        **({"headers": _named(sorted(names))} if names else {}),
        "content": {problems.MEDIA_TYPE: content},
    }
