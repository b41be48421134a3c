"""What API Gateway does by itself: refuses bodies that are no JSON object, throttles, and says so as our problems do."""

import json
from collections.abc import Iterable
from typing import Any

from functions.api.binder import AnyRoute
from functions.api.routes import ROUTES
from functions.domain.errors import LianbanError, StoreBusy
from functions.domain.refusals import BodyTooLarge, Forbidden, Malformed, MalformedBody, UnsupportedMediaType
from functions.web.gathered import THE_REST, door_of
from functions.web.problems import MEDIA_TYPE, RouteNotFound

_Node = dict[str, Any]


class TooManyResources(Exception):
    """API Gateway would refuse the API: says how many parts of addresses it has."""


class TooManyRequests(LianbanError):
    """API Gateway's own; no route of ours raises it."""

    code = "too-many-requests"
    title = "请求过于频繁"
    detail = "请求过于频繁，请稍后重试。"


# API Gateway's kinds of refusal: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
_REFUSALS: dict[str, tuple[int, type[LianbanError]]] = {
    "BAD_REQUEST_BODY": (400, MalformedBody),
    "BAD_REQUEST_PARAMETERS": (400, MalformedBody),
    "ACCESS_DENIED": (403, Forbidden),
    "WAF_FILTERED": (403, Forbidden),
    # Its name for a path or method that the API does not have.
    "MISSING_AUTHENTICATION_TOKEN": (404, RouteNotFound),
    # There it takes a token of ours for a signature of its own, and its own words would repeat it.
    "INVALID_SIGNATURE": (404, RouteNotFound),
    "EXPIRED_TOKEN": (404, RouteNotFound),
    "RESOURCE_NOT_FOUND": (404, RouteNotFound),
    "REQUEST_TOO_LARGE": (413, BodyTooLarge),
    "UNSUPPORTED_MEDIA_TYPE": (415, UnsupportedMediaType),
    "THROTTLED": (429, TooManyRequests),
    "QUOTA_EXCEEDED": (429, TooManyRequests),
    "INTEGRATION_FAILURE": (503, StoreBusy),
    "INTEGRATION_TIMEOUT": (503, StoreBusy),
    "DEFAULT_4XX": (400, Malformed),
    "DEFAULT_5XX": (500, LianbanError),
}
_WORTH_REPEATING = (429, 503)
# Of an API, by default, and AWS raises it for an API that is there already: a first deployment has no more.
MOST_RESOURCES = 300
OBJECT = "Object"
REST = {"name": "proxy", "in": "path", "required": True, "type": "string"}
MORE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Type": MEDIA_TYPE,
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def definition_body() -> _Node:
    """To be merged into the API's Swagger document that Chalice writes."""
    return {
        "definitions": {OBJECT: {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}},
        "x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}},
        "x-amazon-apigateway-gateway-responses": {
            kind: _refusal(status, error) for kind, (status, error) in _REFUSALS.items()
        },
        # Bytes from which on it answers with gzip whoever takes it: pages, their files, long lists.
        "x-amazon-apigateway-minimum-compression-size": 1024,
        "paths": _bodies(ROUTES),
    }


def _bodies(routes: Iterable[AnyRoute]) -> _Node:
    """Every route that takes a body takes a JSON object: anything else is refused before a Lambda is paid for."""
    paths: _Node = {}
    for route in routes:
        if route.body is not None:
            named = [
                {"name": name, "in": "path", "required": True, "type": "string"} for name in route.parameters
            ]
            body = {
                "name": "body",
                "in": "body",
                "required": True,
                "schema": {"$ref": f"#/definitions/{OBJECT}"},
            }
            paths.setdefault(route.path, {})[route.method.lower()] = {
                "consumes": ["application/json"],
                "parameters": [*named, body],
                "x-amazon-apigateway-request-validator": "body",
            }
    return paths


def gathered_paths(paths: _Node) -> _Node:
    """Of a Swagger document: below each door one path for all pages (functions/web/gathered.py), with the methods that any of
    them has. Raises TooManyResources.
    """
    kept: _Node = {path: methods for path, methods in paths.items() if door_of(path) is None}
    for path, methods in paths.items():
        if door := door_of(path):
            shared = kept.setdefault(f"{door}/{THE_REST}", {})
            shared |= {method: {**said, "parameters": [REST]} for method, said in methods.items()}
    if (number := len(resources_of(kept))) > MOST_RESOURCES:
        raise TooManyResources(f"{number} parts of addresses, API Gateway takes {MOST_RESOURCES}")
    return kept


def resources_of(paths: Iterable[str]) -> set[str]:
    """Each part of each path is one, as API Gateway counts; so is the root."""
    parts = [path.strip("/").split("/") for path in paths]
    return {"/".join(one[:end]) for one in parts for end in range(1, len(one) + 1)} | {""}


def _refusal(status: int, error: type[LianbanError]) -> _Node:
    problem = {
        "type": f"urn:lianban:problem:{error.code}",
        "title": error.title,
        "status": status,
        "detail": error.detail,
        "code": error.code,
        "instance": "urn:lianban:request:$context.requestId",
    }
    headers = MORE_HEADERS | ({"Retry-After": "5"} if status in _WORTH_REPEATING else {})
    return {
        "statusCode": str(status),
        "responseParameters": {
            f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()
        },
        "responseTemplates": {"application/json": json.dumps(problem, ensure_ascii=False)},
    }
