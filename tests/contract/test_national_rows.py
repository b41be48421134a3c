"""Every row of every national table, of cases in many states, is one that the public column definitions can hold."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions import bootstrap
from functions.domain.case.access import Principal
from functions.domain.national.export import Row
from functions.domain.national.numbers import NationalCodes
from functions.usecases.national.export import ExportPart, export_national
from schemas.codes import Outcome, Role
from schemas.national.export import TABLES, ExportOrder
from schemas.plain_text import ONE_LINE
from tests.support.make import NOW, answer, sent
from tests.support.national import EVERYTHING, exported, guid_of, objections, tables, told
from tests.support.simulation.actions import Actions
from tests.support.simulation.cast import Cast
from tests.support.simulation.seeds import ledgers
from tests.support.simulation.stores import Durable
from tests.support.simulation.weather import random_weather
from tests.support.simulation.world import World

PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")
# Lives in which items end in different ways.
SEEDS, STEPS, EXPORT_EVERY = (4, 8, 9, 14, 20), 60, 6
CODE = "11440106007508683Q4442106043001"


class Steady(Actions):
    """A clock that is set back tells a time that was exported already."""

    def clock_jumps(self) -> None:
        pass


def lived(seed: int) -> Iterator[World]:
    """A random life of a few cases, looked at on the way."""
    rng = random.Random(seed)
    world = World(rng, Durable(), replace(random_weather(rng, late=0.0), chaos=bool(seed % 2)))
    try:
        actions = Steady(world, Cast(world))
        actions.submit()
        for step in range(STEPS):
            actions.step()
            if step % EXPORT_EVERY == 0:
                yield world
                # Nothing that is still to happen happens at the moment of the export.
                world.clock.advance(timedelta(milliseconds=1))
    finally:
        bootstrap.use(None)


def codes_of(world: World) -> NationalCodes:
    """As if every office's item had its code."""
    items = (item for ledger in ledgers(world) for item in ledger.items if item.dispatch.office)
    return NationalCodes({(item.dispatch.office or "", item.code): CODE for item in items}, theme="ZT440001")


def export(world: World, codes: NationalCodes, *, unmasked: bool, cursor: str | None = None) -> ExportPart:
    deps = replace(world.deps, store=world.durable.store, codes=codes)
    order = ExportOrder(reason="每日汇聚", unmasked=unmasked, limit=100, cursor=cursor)
    with world.faults.fair():
        return export_national(order, by=PROVINCE, key="key-0001", deps=deps)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_receiver_of_the_tables_takes_every_row_of_every_case() -> None:
    seen: set[str] = set()
    for seed in SEEDS:
        for world in lived(seed):
            for unmasked in (False, True):
                for table, row in export(world, codes_of(world), unmasked=unmasked).lines:
                    assert (table, objections(table, row), row["unfit"]) == (table, [], []), f"seed {seed}"
                    seen.add(table)

    assert seen == set(TABLES)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_one_run_after_the_other_tells_is_what_a_whole_one_tells(seed: int) -> None:
    told: dict[str, Row] = {}
    cursor = None
    for world in lived(seed):
        part = export(world, NationalCodes(), unmasked=True, cursor=cursor)
        cursor = part.cursor
        for _, row in part.lines:
            assert (row["cd_operation"] == "I") == (guid_of(row) not in told)
            told[guid_of(row)] = row
        whole = {guid_of(row): row for _, row in export(world, NationalCodes(), unmasked=True).lines}
        assert {guid: _facts(row) for guid, row in told.items()} == {
            guid: _facts(row) for guid, row in whole.items()
        }


def _facts(row: Row) -> Row:
    """But for what is the run's own, and the phone: a correction of one item gives it to the others' rows with their next
    change."""
    return {name: value for name, value in row.items() if name not in _OTHERWISE}


_OTHERWISE = ("cd_batch", "cd_operation", "cd_time", "contact_mobile")


_EDGE: TypeAdapter[str] = TypeAdapter(Annotated[str, ONE_LINE])


def _taken(text: str) -> bool:
    """By the rule of every edge: what it refuses never comes to an export."""
    try:
        return bool(_EDGE.validate_python(text).strip())
    except ValidationError:
        return False


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Cs")), min_size=1, max_size=200
).filter(_taken)
_LONG = st.integers(1, 2000).map(lambda length: "𠮷" * length)
_KINDS = st.sampled_from(
    ["received", "accepted", "suspended", "resumed", "extended", "correction_requested", "problem"]
)
_ENDS = st.sampled_from([None, "granted", "refused", "not_accepted", "withdrawn"])


@pytest.mark.slow
@given(
    kinds=st.lists(_KINDS, max_size=6),
    end=_ENDS,
    reason=_LONG,
    receipt=st.none() | _WORDS,
    document=_WORDS,
    delivery=st.sampled_from(["window", "post", "e_certificate", "none"]),
    office=st.none() | _WORDS,
    unmasked=st.booleans(),
)
def test_whatever_an_office_says_its_row_is_taken_or_names_what_is_wanting(
    kinds: list[str],
    end: str | None,
    reason: str,
    receipt: str | None,
    document: str,
    delivery: str,
    office: str | None,
    unmasked: bool,
) -> None:
    words: dict[str, dict[str, Any]] = {
        "granted": {"result": {"document": document, "number": document, "delivery": delivery}},
        **{kind: {"reason": reason} for kind in ("refused", "not_accepted", "suspended", "problem")},
        "extended": {"reason": reason, "working_days": 30},
    }
    said = [
        told(kind, hours=place, **words.get(kind, {}))
        for place, kind in enumerate((*kinds, *filter(None, [end])))
    ]
    item = sent("identity_card", receipt=receipt, accepted_at=NOW if "accepted" in kinds else None)
    if end:
        given = answer(end, "identity_card", **words.get(end, {}))
        item = replace(
            item, outcome=Outcome(end), decided_at=NOW, answer=given, reason=getattr(given, "reason", None)
        )
    one = exported(item, *said, office=office)

    for table, row in tables(one, replace(EVERYTHING, unmasked=unmasked)):
        assert objections(table, row) == []
        assert all(row[name] is None for name in row["unfit"])
