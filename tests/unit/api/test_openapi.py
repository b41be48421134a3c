import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from html.parser import HTMLParser
from threading import Barrier
from typing import Any
from urllib.parse import urljoin

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.api import docs, openapi
from functions.api.binder import AnyRoute
from functions.api.glossary import FOR_ALL, glossary
from functions.api.route import Access
from functions.api.routes import ROUTES
from functions.web import problems
from schemas.codes import Role
from schemas.office.dispatches import MESSAGE

# It is made once: on one worker.
pytestmark = pytest.mark.together("openapi")
HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def spec() -> dict[str, Any]:
    """Kept here as well, for to look up what was made of so many routes is to hash them all."""
    return openapi.document(ROUTES)


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = spec()["components"]["schemas"]
    return found


def named(route: AnyRoute) -> str:
    return f"{route.method} {route.path}"


def operation(route: AnyRoute) -> dict[str, Any]:
    found: dict[str, Any] = spec()["paths"][route.path][route.method.lower()]
    return found


def resolved(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = given
    if "$ref" in given:
        found = spec()
        for name in given["$ref"].removeprefix("#/").split("/"):
            found = found[name]
    return found


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The validator goes through the schemas of all schemas anew for each reference in them: a third of its time."""
    from referencing import Registry, _core

    kept: dict[tuple[int, ...], tuple[Any, Any]] = {}
    crawl: Any = Registry.crawl

    def crawled(registry: Any) -> Any:
        # What it holds never changes, and is kept, so that nothing else comes to have its id.
        held = (registry._resources, registry._anchors, registry._uncrawled)
        of = tuple(map(id, held))
        if of not in kept:
            kept[of] = (held, crawl(registry))
        return kept[of][1]

    monkeypatch.setattr(Registry, "crawl", crawled)
    monkeypatch.setattr(_core, "urljoin", cache(urljoin))


@pytest.mark.slow
def test_the_document_is_valid_openapi_3_1(monkeypatch: pytest.MonkeyPatch) -> None:
    # Here alone, for whoever runs this test: every collection would wait for it.
    from openapi_spec_validator import OpenAPIV31SpecValidator

    read_once(monkeypatch)
    assert spec()["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(spec()).iter_errors()) == []


def test_the_documented_operations_are_exactly_the_routes() -> None:
    documented = {(method.upper(), path) for path, methods in spec()["paths"].items() for method in methods}

    assert documented == {(route.method, route.path) for route in ROUTES}
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def test_the_interface_has_the_routes_that_were_agreed() -> None:
    assert {named(route) for route in ROUTES} >= {
        "GET /v1/guide",
        "POST /v1/guide/assessment",
        "GET /v1/regions",
        "GET /health",
        "GET /openapi.json",
        "GET /docs",
        "POST /v1/cases",
        "GET /v1/cases",
        "GET /v1/cases/{case_id}",
        "GET /v1/cases/{case_id}/events",
        "POST /v1/departments/{department}/answers",
        "GET /v1/operator/cases",
        "GET /v1/operator/cases/{case_id}",
        "GET /v1/operator/cases/{case_id}/executions",
        "GET /v1/operator/cases/{case_id}/executions/{run}",
    }


def secured(route: AnyRoute) -> list[dict[str, list[str]]]:
    if not isinstance(route.roles, Access):
        return [{"bearer": []}]
    return [] if route.is_public else [{"signature": []}]


def test_every_route_declares_who_may_use_it() -> None:
    held = {named(route): route.roles for route in ROUTES if not isinstance(route.roles, Access)}

    told = {named(route): operation(route)["security"] for route in ROUTES}

    assert told == {named(route): secured(route) for route in ROUTES}
    assert {name: roles for name, roles in held.items() if not roles or not roles <= frozenset(Role)} == {}


def test_only_the_operator_sees_operators_routes_and_nothing_personal_is_public() -> None:
    for route in ROUTES:
        if route.path.startswith("/v1/operator"):
            assert route.roles == frozenset({Role.OPERATOR})
        if route.is_public:
            assert "case" not in route.path


def documented_errors(route: AnyRoute) -> dict[tuple[str, str], str]:
    """Every example of a problem, by status and code."""
    return {
        (status, code): resolved(example)["value"]["detail"]
        for status, response in operation(route)["responses"].items()
        for content in [resolved(response).get("content", {}).get(problems.MEDIA_TYPE, {})]
        for code, example in content.get("examples", {}).items()
    }


def test_every_error_that_a_route_declares_is_documented() -> None:
    for route in ROUTES:
        told = {(str(problems.status_of(error)), error.code): error.detail for error in route.refusals}

        assert told.items() <= documented_errors(route).items(), named(route)


def asked(route: AnyRoute) -> set[tuple[str, str]]:
    fields = route.query.model_fields if route.query else ()
    return {*(("path", name) for name in route.parameters), *(("query", name) for name in fields)}


def test_bodies_keys_and_path_parameters_are_documented() -> None:
    for route in ROUTES:
        documented = operation(route)
        names = {(given["in"], given["name"]) for given in map(resolved, documented["parameters"])}

        assert ("requestBody" in documented) == (route.body is not None), named(route)
        assert (("header", "Idempotency-Key") in names) == route.idempotent, named(route)
        assert asked(route) <= names, named(route)


def test_a_route_that_creates_needs_a_key() -> None:
    for route in ROUTES:
        if route.method == "POST" and not isinstance(route.roles, Access):
            assert route.idempotent


def test_no_schema_of_a_citizen_names_a_token_or_our_own_bounds() -> None:
    for name, schema in spec()["components"]["schemas"].items():
        fields = set(schema.get("properties", {}))
        assert not fields & {"token", "watch_days", "watch_seconds", "applicant"}, name


def test_every_field_says_in_chinese_what_it_means() -> None:
    """What has no words yet gets them at its field, or in functions/api/glossary.toml."""
    silent = [
        f"{model}.{name}"
        for model, schema in schemas().items()
        for name, given in schema.get("properties", {}).items()
        if not HAN.search(given.get("description", ""))
    ]

    assert silent == []


def test_no_word_of_the_glossary_is_idle() -> None:
    words = glossary()
    plain = openapi.plain_schemas(ROUTES)
    said = {(model, name) for model, schema in plain.items() for name in schema.get("properties", {})}
    own = {(model, name) for model, fields in words.items() for name in fields if model != FOR_ALL}
    bare = {n for m, n in said - own if not HAN.search(str(plain[m]["properties"][n]))}

    assert own <= said
    assert set(words[FOR_ALL]) <= bare


def taken(route: AnyRoute, example: Any) -> bool:
    given: Any = route.body
    reads = given if isinstance(given, TypeAdapter) else TypeAdapter(given)
    try:
        reads.validate_json(json.dumps(example))
    except ValidationError:
        return False
    return True


@pytest.mark.slow
def test_every_body_has_an_example_that_its_route_takes() -> None:
    bodies = {
        route: operation(route)["requestBody"]["content"]["application/json"]
        for route in ROUTES
        if route.body is not None
    }

    assert [named(route) for route, content in bodies.items() if not content["examples"]] == []
    refused = [
        (named(route), name)
        for route, content in bodies.items()
        for name, example in content["examples"].items()
        if not taken(route, example["value"])
    ]
    assert refused == []


def test_every_message_to_an_office_is_told_with_an_example() -> None:
    for kind in openapi.WEBHOOKS:
        post = spec()["webhooks"][kind]["post"]

        example = post["requestBody"]["content"]["application/json"]["examples"]["example"]["value"]
        assert MESSAGE.validate_json(json.dumps(example)).type == kind
        assert {resolved(given)["name"] for given in post["parameters"]} == set(openapi.SIGNED), kind


def test_every_kind_of_message_is_among_the_webhooks() -> None:
    kinds = MESSAGE.json_schema()["discriminator"]["mapping"]

    assert set(spec()["webhooks"]) == set(kinds) == set(openapi.WEBHOOKS)


def test_every_operation_has_the_tag_of_its_room_and_every_tag_is_used() -> None:
    used = {tag for methods in spec()["paths"].values() for one in methods.values() for tag in one["tags"]}

    assert used == {tag["name"] for tag in spec()["tags"]} == set(openapi.TAGS)


def test_no_component_is_there_twice_or_under_a_name_of_the_program() -> None:
    assert [name for name in schemas() if "__" in name] == []
    texts = [json.dumps(answer, sort_keys=True) for answer in spec()["components"]["responses"].values()]
    assert len(texts) == len(set(texts))


def test_no_word_of_pydantic_is_left_among_those_of_json_schema() -> None:
    assert not re.search(r'"(ge|le)":', json.dumps(schemas()))


def test_a_file_is_a_string_of_bytes() -> None:
    files = [route for route in ROUTES if route.response is bytes]

    assert files
    for route in files:
        (content,) = operation(route)["responses"]["200"]["content"].values()
        assert content["schema"] == {"type": "string", "format": "binary"}


def test_summaries_are_chinese() -> None:
    assert all(re.search(r"[\u4e00-\u9fff]", route.summary) for route in ROUTES)


def test_the_document_is_made_once() -> None:
    assert openapi.text_of(ROUTES) is openapi.text_of(ROUTES)
    assert json.loads(openapi.text_of(ROUTES)) == spec()


def test_several_that_ask_for_the_document_at_once_have_it_made_once() -> None:
    asking, together = 4, ROUTES[:4]
    barrier = Barrier(asking)

    def asked(_: int) -> dict[str, Any]:
        barrier.wait(10)
        return openapi.document(together)

    with ThreadPoolExecutor(asking) as threads:
        told = list(threads.map(asked, range(asking)))

    assert all(one is told[0] for one in told)


class Page(HTMLParser):
    """What a page loads, links to and names."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []
        self.links: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids.add(given.get("id") or "")
        href = given.get("href") or ""
        if href.startswith("#"):
            self.links.add(href[1:])
        self.outside += [url for url in (href, given.get("src") or "") if "//" in url]


@pytest.mark.slow
def test_the_page_tells_of_every_route_in_chinese_and_loads_nothing() -> None:
    text = docs.docs_page(ROUTES)
    page = Page()
    page.feed(text)

    assert 'lang="zh-Hans-CN"' in text
    assert {route.name for route in ROUTES} <= page.ids
    assert all(route.summary in text for route in ROUTES)
    assert not page.outside
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert page.links <= page.ids


def test_the_pages_policy_allows_its_own_style_and_nothing_else() -> None:
    assert "default-src 'none'" in docs.DOCS_POLICY
    assert "style-src 'sha256-" in docs.DOCS_POLICY
    assert "unsafe" not in docs.DOCS_POLICY


@pytest.mark.slow
def test_what_the_document_says_is_escaped_on_the_page() -> None:
    hostile = {
        **spec(),
        "info": {"title": "<script>x</script>", "description": "a & b", "version": "1"},
    }

    assert "<script>" not in docs.page(hostile)
    assert "a &amp; b" in docs.page(hostile)
