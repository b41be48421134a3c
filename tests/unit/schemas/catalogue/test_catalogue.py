"""What the shipped edition must say of every item, and what it must not."""

import re
from collections.abc import Iterator
from enum import StrEnum

from functions.domain.catalogue.law import CITED
from schemas.catalogue.edition import CURRENT, load_edition, situational_rules
from schemas.catalogue.figures import Condition, Figure, FigureStatus, LimitKind, MaterialSource, Rule, Unit
from schemas.catalogue.item import Item
from schemas.catalogue.publicity import load_publicity
from schemas.codes import Department
from schemas.form.application import Application
from schemas.form.held import HELD_RESULT
from schemas.form.paths import leaf_paths, value_at
from tests.support.samples import application

EDITION = load_edition(CURRENT)
ALL = (*EDITION.items, EDITION.service_check)

# Repealed, superseded or renumbered: nothing may cite them.
REPEALED = (
    "退役士兵安置条例",
    "退伍义务兵安置条例",
    "第608号",
    "第123号",
    "第139号",
    "网络安全法》第二十一条",
    "网络安全法》第五十九条",
    "国防动员局",
    "退役士官",
)
# What the law itself gives: (value, unit, kind). Everything else is 待核定.
OFFICIAL = {
    "identity_card": (60, Unit.NATURAL_DAY, LimitKind.STATUTORY),
    "driving_licence": (1, Unit.WORKING_DAY, LimitKind.STATUTORY),
    "social_insurance": (10, Unit.WORKING_DAY, LimitKind.STATUTORY),
    "medical_insurance": (10, Unit.WORKING_DAY, LimitKind.STATUTORY),
    "medical_transfer": (15, Unit.WORKING_DAY, LimitKind.STATUTORY),
}
ALWAYS_THERE = {
    path
    for path in leaf_paths(Application)
    if path.startswith(("service.placement_type", "service.rank_class", "service.merit"))
}


def figures(item: Item) -> Iterator[Figure]:
    yield from (*item.time_limits, *item.fee.cases, item.visits, *item.deadlines)


def rules(item: Item) -> Iterator[Rule]:
    yield from item.applies_when
    for material in item.materials:
        yield from material.when
    for part in item.parts:
        yield from part.applies_when
    for detail in situational_rules(item):
        yield from detail


def conditions(item: Item) -> Iterator[Condition]:
    for rule in rules(item):
        yield from (rule, *rule.when)


def free_texts(item: Item) -> Iterator[str]:
    yield from (item.conditions, item.next_steps, item.fee.text, item.result.document, item.result.delivery)
    yield from item.notes
    yield from (rule.otherwise or "" for rule in item.applies_when)
    for material in item.materials:
        yield from (material.name, material.waived_by or "", material.note or "")
    yield from (situation.text for situation in item.situations)
    yield from (rule.otherwise or "" for part in item.parts for rule in part.applies_when)


def lacking(item: Item) -> list[str]:
    needed = {
        "legal_basis": item.legal_basis,
        "conditions": item.conditions,
        "materials": item.materials,
        "time_limits": item.time_limits,
        "result.document": item.result.document,
        "fee.cases": item.fee.cases,
        "next_steps": item.next_steps,
        "watch_days": item.watch_days,
        "correction.basis": item.correction.basis == "internal",
    }
    return [name for name, there in needed.items() if not there]


def test_every_item_is_complete() -> None:
    assert {item.code: lacking(item) for item in ALL if lacking(item)} == {}


def test_every_number_shown_has_a_source() -> None:
    for item in ALL:
        shown = [figure for figure in figures(item) if figure.value is not None]
        sourced = {str(figure.value) for figure in shown}

        assert {figure.source for figure in shown} <= set(EDITION.sources), item.code
        for text in free_texts(item):
            assert set(re.findall(r"[0-9]+", text)) <= sourced, (item.code, text)


def test_what_is_to_be_confirmed_shows_no_number() -> None:
    open_ones = [
        (item.code, figure)
        for item in ALL
        for figure in figures(item)
        if figure.status is FigureStatus.TO_BE_CONFIRMED
    ]

    assert open_ones
    assert [
        one for one in open_ones if one[1].value is not None or re.search("[0-9]", one[1].note or "")
    ] == []


def test_only_the_law_gives_an_official_time_limit() -> None:
    confirmed = [
        (item.code, (limit.value, limit.unit, limit.kind))
        for item in ALL
        for limit in item.time_limits
        if limit.status is FigureStatus.CONFIRMED
    ]

    assert confirmed == [(item.code, OFFICIAL[item.code]) for item in ALL if item.code in OFFICIAL]


def test_nothing_repealed_is_cited() -> None:
    texts = {item.code: item.model_dump_json() for item in ALL}
    texts |= {key: source.title for key, source in EDITION.sources.items()}

    assert [(where, one) for where, text in texts.items() for one in REPEALED if one in text] == []


def test_every_rule_speaks_of_values_that_its_field_can_have() -> None:
    form = application()
    for code, condition in ((item.code, one) for item in ALL for one in conditions(item)):
        present = value_at(form, condition.field)
        known = set(type(present)) if isinstance(present, StrEnum) else {True, False}
        assert set(condition.one_of) <= known, (code, condition)


def test_a_rule_reads_only_what_the_form_is_sure_to_hold() -> None:
    for item in ALL:
        read = {one.field for rule in item.applies_when for one in (rule, *rule.when)}

        assert read <= {*item.requires, *ALWAYS_THERE}, item.code


def test_an_item_is_given_the_fields_that_its_rules_read() -> None:
    for item in ALL:
        read = {condition.field for condition in conditions(item)} - {"household.landing_type"}

        assert read <= set(item.asked_fields), item.code


def test_a_material_of_an_earlier_item_comes_from_a_prerequisite() -> None:
    for item in ALL:
        earlier = {m.item for m in item.materials if m.source is MaterialSource.EARLIER_ITEM}

        assert earlier <= set(item.after), item.code


def test_at_most_nine_materials_are_ever_uploaded() -> None:
    """The paper of a result that is there already takes the place of all that its own item would ask. What proves an
    exception (another place than that of enlistment, a late report) is asked of nobody else.
    """
    every = [m for item in EDITION.items for m in item.materials if m.source is MaterialSource.UPLOAD]
    uploads = [m for m in every if m.code not in {HELD_RESULT, "placement_proof", "late_proof"}]

    assert len(uploads) <= 9


def test_every_source_is_cited() -> None:
    text = "".join(item.model_dump_json() for item in ALL)
    publicity = load_publicity(CURRENT).model_dump_json()
    cited = [key for key in EDITION.sources if f'"{key}"' in text + publicity or key in CITED]

    assert cited == list(EDITION.sources)


def test_every_department_has_an_item() -> None:
    assert {item.department for item in EDITION.items} == set(Department)


def test_the_instrument_that_replaced_the_repealed_one_is_cited_with_its_date() -> None:
    bases = [basis for item in ALL for basis in item.legal_basis if basis.instrument == "退役军人安置条例"]

    assert bases
    assert {basis.effective for basis in bases} == {"2024-09-01"}
    assert {basis.number for basis in bases} == {"国务院、中央军委令第787号"}
