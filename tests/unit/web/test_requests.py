import json

from functions.api.route import BodyBounds
from tests.support.api_notes import CASE, MARKER, api, posted, signed
from tests.support.each import each


@each(
    "query, pointer",
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=x", "/limit"),
        (f"limit={MARKER * 300}", "/limit"),
        ("limit=1&limit=2", "/limit"),
        ("limti=5", "/limti"),
        ("limit=5&sort=asc", "/sort"),
        ("limit=%00", "/limit"),
        ("a%2Fb~c=1", "/a~1b~0c"),
        ("limit=%ff", "/limit"),
    ],
)
def test_a_wrong_query_parameter_is_named_and_its_value_is_not(query: str, pointer: str) -> None:
    answer = api().get(f"/notes?{query}", authorization="Bearer clerk")

    assert (answer.status, answer.code) == (422, "unknown-filter")
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]
    assert MARKER not in answer.text


def test_a_route_without_parameters_refuses_any() -> None:
    assert api().get("/open?debug=1").code == "unknown-filter"


def test_a_query_in_order_is_parsed() -> None:
    assert api().get("/notes?limit=5", authorization="Bearer clerk").json["limit"] == 5
    assert api().get("/notes", authorization="Bearer clerk").json["limit"] == 20


def deep(levels: int, opening: bytes) -> bytes:
    return b'{"text": ' + opening * levels


HOSTILE = {
    "nothing": (b"", 400, "malformed-body"),
    "no json": (MARKER.encode() + b" {", 400, "malformed-body"),
    "cut off": (b'{"text": "' + MARKER.encode(), 400, "malformed-body"),
    "no utf-8": (b'{"text": "\xff\xfe"}', 400, "malformed-body"),
    "utf-16": ('{"text": "x"}'.encode("utf-16"), 400, "malformed-body"),
    "lone surrogate": (b'{"text": "\\ud800"}', 400, "malformed-body"),
    "deep lists": (deep(10_000, b"["), 400, "body-too-complex"),
    "deep objects": (deep(10_000, b'{"a":'), 400, "body-too-complex"),
    "endless number": (b'{"text": "x", "count": ' + b"9" * 10_000 + b"}", 400, "malformed-body"),
    "huge number": (b'{"text": "x", "count": -1e308}', 422, "invalid-body"),
    "not a number": (b'{"text": "x", "count": NaN}', 422, "invalid-body"),
    "infinite": (b'{"text": "x", "count": Infinity}', 422, "invalid-body"),
    "wrong type": (json.dumps({"text": {"a": MARKER}}).encode(), 422, "invalid-body"),
    "no object": (json.dumps([MARKER]).encode(), 422, "invalid-body"),
    "null": (b"null", 422, "invalid-body"),
    "unknown field": (json.dumps({"text": "x", "more": MARKER}).encode(), 422, "invalid-body"),
    "too long": (json.dumps({"text": MARKER * 100}).encode(), 422, "invalid-body"),
    "only spaces": (b'{"text": "   "}', 422, "invalid-body"),
    "number as text": (json.dumps({"text": "x", "count": MARKER}).encode(), 422, "invalid-body"),
    "many values": (json.dumps({"text": [MARKER] * 2000}).encode(), 400, "body-too-complex"),
    "many fields": (json.dumps({f"f{n}": 1 for n in range(500)}).encode(), 400, "body-too-complex"),
    "half a character twice": (b'{"\\ud800": 1, "\\ud800": 2}', 400, "malformed-body"),
    "a field twice below half a character": (b'{"\\ud800": {"a": 1, "a": 2}}', 400, "malformed-body"),
    "a field twice": (b'{"text": "x", "text": "y"}', 400, "field-named-twice"),
    "too large": (b'{"text": "' + b"x" * BodyBounds().size + b'"}', 413, "body-too-large"),
}


@each("name", HOSTILE)
def test_a_hostile_body_is_refused_without_repeating_it(name: str) -> None:
    raw, status, code = HOSTILE[name]

    answer = posted(raw)

    assert (answer.status, answer.code) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert MARKER not in answer.text
    assert (status == 422 or code == "field-named-twice") == ("errors" in answer.json)


def test_a_body_with_many_wrong_fields_gets_a_short_answer() -> None:
    answer = posted({"text": "x", **{f"field{number}": 1 for number in range(150)}})

    assert len(answer.json["errors"]) == 50


def test_a_field_that_is_named_twice_is_refused_under_a_signature_too() -> None:
    answer = signed("mobilization", b'{"text": "x", "text": "y"}', webhook_signature="good", webhook_id="m-1")

    assert (answer.status, answer.code) == (400, "field-named-twice")
    assert [error["pointer"] for error in answer.json["errors"]] == ["/text"]


@each(
    "content_type",
    ["", "text/plain", "application/xml", "application/jsonp", "multipart/form-data; boundary=x",
     "application/json; charset=gbk", "application/json; charset=utf-16", f"text/{MARKER}", "é/ü",
     "application/json\x00", "application/octet-stream",
     # What no reader of media types is given: it would take a second, or count in thousands of digits.
     f"application/json; a*{'1' * 5000}=x", 'application/json; a="' + ";" * 30_000],
)  # fmt: skip
def test_another_content_type_is_refused(content_type: str) -> None:
    answer = posted({"text": "x"}, content_type=content_type)

    assert (answer.status, answer.code) == (415, "unsupported-media-type")
    assert MARKER not in answer.text


@each(
    "content_type",
    ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'],
)
def test_json_in_utf8_is_taken_however_it_is_written(content_type: str) -> None:
    assert posted({"text": "x"}, content_type=content_type).status == 202


@each("key", ["", "short", "x" * 81, "with space", "键键键键键键键键", "a" * 8 + "\n", "../../etc/passwd"])
def test_a_key_out_of_shape_is_refused(key: str) -> None:
    answer = posted({"text": "x"}, idempotency_key=key)

    assert (answer.status, answer.code) == (400, "idempotency-key-missing")


@each("case_id", ["1", "%00", "x" * 500, MARKER, CASE.upper() + "x", CASE.replace("-", ""), "%2e%2e"])
def test_a_case_id_that_cannot_be_is_answered_like_an_unknown_one(case_id: str) -> None:
    def view(identity: str) -> dict[str, str]:
        answer = api().get(f"/cases/{identity}", authorization="Bearer applicant")
        # What a number looks like is told beside, and says nothing of whether there is such a case.
        told = {name: said for name, said in answer.json.items() if name != "errors"}
        return {**told, "instance": "", "status": answer.status}

    assert view(case_id) == view(CASE)
    assert MARKER not in json.dumps(view(case_id))


def event(body: object, *, base64: bool) -> dict[str, object]:
    """API Gateway's own event, for what an HTTP client cannot send."""
    return {
        "requestContext": {"httpMethod": "POST", "resourcePath": "/notes"},
        "headers": {
            "content-type": "application/json",
            "authorization": "Bearer applicant",
            "idempotency-key": "key-0001",
        },
        "pathParameters": {},
        "stageVariables": {},
        "multiValueQueryStringParameters": None,
        "body": body,
        "isBase64Encoded": base64,
    }


@each(
    "body, base64, status",
    [
        ("x", True, 400),
        ("é", True, 400),
        ("\ud800", False, 400),
        (None, False, 400),
        ("eyJ0ZXh0IjogIngifQ==", True, 202),
    ],
)
def test_a_body_that_the_gateway_hands_over_broken_is_refused(
    body: object, base64: bool, status: int
) -> None:
    assert api().app(event(body, base64=base64), None)["statusCode"] == status
