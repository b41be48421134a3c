"""Whoever is refused is told what is wanted, with an example: every body and query of every route is walked."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.json_schema import models_json_schema
from pydantic_core import ErrorDetails

from functions.api import openapi
from functions.api.routes import ROUTES
from functions.web.path_parameters import PARAMETERS
from schemas import problems as module
from schemas import wanted
from schemas.applicant.acts import ContestOrder, Corrections
from schemas.choices import CHOICE_WORDS, with_terms
from schemas.form.sections import Delivery
from schemas.form.types import BankAccount, Day, IdNumber, IdTail, Name, Phone
from schemas.guide.assessment import AssessmentRequest
from schemas.guide.rollout import CHANNELS, STAGES, Channel
from schemas.office.answering import ANSWERING
from schemas.operator.acts import RESOLUTION
from schemas.problems import problems
from schemas.spelling import HAN
from schemas.wire import Instant, ItemCode
from tests.support.each import each
from tests.support.make import NOW, REFERENCE
from tests.support.models import models_of

# They say it themselves, for the form is judged before the length.
OWN: tuple[Any, ...] = (Name, IdNumber, IdTail, Phone, BankAccount)
JUDGED = re.compile("例如|选项中选择：")
WRONG = (
    '"?"',
    '"\\u0007"',
    '"1795838400000"',
    "-1000000",
    "1000000000000",
    '"' + "长" * 3_000 + '"',
    '["?"]',
)


SEEN: set[Any] = set()
MODELS = [
    model
    for route in ROUTES
    for given in (route.body, route.query)
    if given
    for model in models_of(given, SEEN)
]
FIELDS = [(model, name) for model in MODELS for name in model.model_fields]


def _schemas(given: Any) -> Iterator[dict[str, Any]]:
    if isinstance(given, dict):
        yield given
        for part in given.values():
            yield from _schemas(part)
    elif isinstance(given, list):
        for part in given:
            yield from _schemas(part)


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """By name, of all at once. By tests only: what is asked for at import every process pays that collects."""
    _, schema = models_json_schema([(model, "validation") for model in MODELS])
    found: dict[str, dict[str, Any]] = schema["$defs"]
    return found


@cache
def asked() -> tuple[dict[str, Any], ...]:
    return tuple(_schemas(definitions()))


@pytest.mark.slow
def test_every_pattern_that_is_asked_says_what_is_wanted_and_no_line_is_idle() -> None:
    patterns = {str(one["pattern"]) for one in asked() if isinstance(one.get("pattern"), str)}
    # What names the fields of a mapping.
    patterns |= {key for one in asked() for key in one.get("patternProperties", ())}
    own = {TypeAdapter(kind).json_schema()["pattern"] for kind in OWN}

    assert patterns - own == set(wanted.PATTERNS)


def test_every_example_is_one() -> None:
    wrong = {
        pattern: example
        for pattern, (_, example) in wanted.PATTERNS.items()
        if not re.fullmatch(pattern, example)
    }

    assert wrong == {}


def test_the_example_of_every_part_of_an_address_is_one() -> None:
    assert [name for name, one in PARAMETERS.items() if not one.admits(one.example)] == []


def _wrong(model: type[BaseModel], name: str, value: str) -> ValidationError | None:
    try:
        model.model_validate_json(f'{{"{name}": {value}}}')
    except ValidationError as error:
        return error
    return None


@pytest.mark.slow
def test_every_field_of_every_body_says_what_is_wanted_of_it() -> None:
    told = {
        (model.__name__, name, entry["type"], _said(entry))
        for (model, name), value in product(FIELDS, WRONG)
        if (error := _wrong(model, name, value))
        for entry in error.errors()
    }

    assert len(told) > 2 * len(FIELDS)
    assert {one for one in told if one[-1] in (module._FALLBACK, wanted._PATTERN)} == set()
    assert {one for one in told if one[2] in module._ASKED and not JUDGED.search(one[3])} == set()


def _said(entry: ErrorDetails) -> str:
    context = entry.get("ctx", {})
    return module._detail(entry["type"], (entry["loc"] or ("",))[-1], entry["msg"], context)


@pytest.mark.slow
def test_no_string_of_digits_is_a_day_or_a_moment() -> None:
    dated = [
        (model, name)
        for model in MODELS
        for name, schema in definitions()[model.__name__]["properties"].items()
        if any(str(one.get("format", "")).startswith("date") for one in _schemas(schema))
    ]

    read = [
        (model.__name__, name, digits)
        for (model, name), digits in product(dated, ('"1795838400000"', '"1041379200"', '"0"', "1041379200"))
        if not (error := _wrong(model, name, digits)) or name not in {one["loc"][0] for one in error.errors()}
    ]
    assert dated
    assert read == []


@pytest.mark.slow
@pytest.mark.together("openapi")
def test_every_shape_of_a_body_is_known_and_no_field_has_its_name() -> None:
    document = openapi.document(ROUTES)
    told = {
        one["discriminator"]["propertyName"]: set(one["discriminator"]["mapping"])
        for one in _schemas([document["paths"], definitions()])
        if isinstance(one.get("discriminator"), dict)
    }

    assert set(told) <= set(wanted.SHAPES)
    assert not {name for _, name in FIELDS} & wanted.SHAPE_NAMES
    for name, words in told.items():
        assert words <= set(wanted.SHAPES[name])


@each(
    "adapter, body, where, listed",
    [
        (ANSWERING, {"type": "done"}, "/type", "not_accepted"),
        (ANSWERING, {}, "/type", "not_accepted"),
        (RESOLUTION, {"action": "go"}, "/action", "reroute"),
        (
            RESOLUTION,
            {"action": "settle", "reason": "已电话核实", "decision": {}},
            "/decision/outcome",
            "granted",
        ),
    ],
)
def test_an_unknown_shape_is_told_at_its_field_with_the_list(
    adapter: TypeAdapter[Any], body: dict[str, Any], where: str, listed: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(body)

    [(found, detail)] = problems(caught.value)
    assert found == where
    assert listed in detail


def test_no_pointer_names_the_shape_that_was_read() -> None:
    answer = {"type": "accepted", "reference": REFERENCE, "item": "identity_card", "round": 1, "accepted": 1}

    with pytest.raises(ValidationError) as caught:
        ANSWERING.validate_python({**answer, "at": NOW.timestamp()})

    # A field that nobody asked for is named, whatever it is called.
    assert {where for where, _ in problems(caught.value)} == {"/at", "/accepted"}


def test_a_list_with_a_bad_entry_is_not_short_as_well() -> None:
    with pytest.raises(ValidationError) as caught:
        Corrections.model_validate_json('{"items": [{"item": "household_registration"}]}')

    assert all(where.startswith("/items/0") for where, _ in problems(caught.value))


@pytest.mark.parametrize(
    ("text", "detail"), [("字", "至少 2 个字，请补充。"), ("字" * 1001, "最多 1000 个字，请缩短。")]
)
def test_a_text_is_counted_in_letters_whatever_rules_it_has_beside(text: str, detail: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ContestOrder.model_validate({"round": 1, "explanation": text})

    assert problems(caught.value) == (("/explanation", detail),)


@each("name", ["Person", "人", "", "a.b"])
def test_a_name_that_cannot_be_is_pointed_at_by_itself(name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[ItemCode, str]).validate_python({name: "x"})

    assert [where for where, _ in problems(caught.value)] == [f"/{name}"]


@each("moment", ["1795838400000", "1795838400", "2026-11-28", "20261128T100000Z"])
def test_only_what_looks_like_a_moment_is_one(moment: str) -> None:
    answer = {"type": "accepted", "reference": REFERENCE, "item": "identity_card", "round": 1, "at": moment}

    with pytest.raises(ValidationError) as caught:
        ANSWERING.validate_python(answer)

    [(where, detail)] = problems(caught.value)
    assert where == "/at"
    assert "例如" in detail


@each("value", [3, None, [], "", "长" * 41, {"a": 1}])
def test_an_answer_that_cannot_be_is_told_once_and_where_it_stands(value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        AssessmentRequest.model_validate({"answers": {"rank_class": value}})

    [(where, detail)] = problems(caught.value)
    assert where == "/answers/rank_class"
    assert "选项" in detail


def test_a_choice_of_the_form_is_told_in_words_beside_its_codes() -> None:
    with pytest.raises(ValidationError) as caught:
        Delivery.model_validate_json('{"method": "邮寄"}')

    assert problems(caught.value) == (
        ("/method", "请从给出的选项中选择：本人到窗口领取（pick_up）、邮寄送达（post）。"),
    )


@pytest.mark.parametrize(
    ("day", "detail"),
    [
        ("1889-01-01", "请填写 1900-01-01 或者以后的日期，例如 2026-09-01。"),
        ("2301-01-01", "请填写 2199-12-31 或者以前的日期，例如 2026-09-01。"),
    ],
)
def test_a_day_out_of_bounds_is_told_in_days(day: str, detail: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Day).validate_json(f'"{day}"')

    assert problems(caught.value) == (("", detail),)


def test_a_moment_out_of_bounds_is_told_in_days() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Instant).validate_json('"1999-01-01T09:00:00+08:00"')

    [(_, detail)] = problems(caught.value)
    assert detail == "请填写 2000-01-01 或者以后的日期，例如 2026-09-01。"


HAN_ONLY = re.compile(f"[{HAN}]+")


def test_every_choice_of_every_body_and_list_is_told_in_words() -> None:
    listed = [tuple(one["enum"]) for one in asked() if isinstance(one.get("enum"), list)]

    for codes in {one for one in listed if len(one) > 1} | set(map(tuple, wanted.SHAPES.values())):
        for code, words in zip(codes, with_terms(codes), strict=True):
            in_words = HAN_ONLY.match(words) and words.endswith(f"（{code}）")
            assert HAN_ONLY.fullmatch(code) or in_words, (code, words)


def test_words_of_a_choice_that_another_place_has_too_are_the_same() -> None:
    words = {code: term for terms in CHOICE_WORDS for code, term in terms.items()}

    assert {words[channel.value] for channel in CHANNELS} >= set(CHANNELS.values()) - {
        CHANNELS[Channel.WINDOW]
    }
    assert {words[stage.value] for stage in STAGES} == set(STAGES.values())
