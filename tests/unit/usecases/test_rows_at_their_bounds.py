"""What grows in one row of the store has a bound, and at that bound it fits what DynamoDB takes of a row."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from functions.adapters.codec import encode_record, stamp
from functions.adapters.cursor import write_cursor
from functions.adapters.kept_editions import KeptEditions
from functions.domain.case.case import CaseMaterial, Change
from functions.domain.guide.place_figures import PLACE_FIGURES, PLACED_EDITION
from functions.domain.guide.refusals import InvalidFigure
from functions.domain.office.exchange import MOST_OUTSTANDING, Exchange, to_body
from functions.ports.case_store import Record
from functions.usecases.applicant.feedback import MOST_REPLIES, feedback_city, reply, send
from functions.usecases.guide.advise import guide
from functions.usecases.guide.places import edition_at, keep_edition
from functions.usecases.national.cursors import ExportPosition, cursor_at
from functions.usecases.national.runs import MOST_PARTS, WantedRun, begin_export
from functions.usecases.office.export import export
from functions.usecases.operator.place_figures import decide, place_set, propose
from functions.usecases.record_kinds.applicant import FEEDBACK_OPEN
from functions.usecases.record_kinds.intake import DRAFT
from functions.usecases.record_kinds.national import EXPORT_RUN
from functions.usecases.record_kinds.office import EXCHANGE, SHIPMENT
from functions.usecases.records import every_record
from schemas.applicant.feedback import FeedbackOrder, FeedbackReply
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.place_figures import FigureProposal
from schemas.catalogue.prefill import SourceCode
from schemas.codes_citizen import FeedbackKind
from schemas.form.application import Application
from schemas.intake.draft import Draft, FieldCorrection, FieldSource, SourceAnswered
from schemas.office.exchange import Export
from tests.support.fakes.clock import START
from tests.support.figures import FIRST, SECOND, decision
from tests.support.offices_without_systems import KEEPER, RESERVES, at_the_reserves, without_systems
from tests.support.simulation.applicants import APPLICANT
from tests.support.simulation.operators import OPERATORS
from tests.support.simulation.stores import TEXT_SEAL
from tests.support.world import World

# Of a row, names and all; beside the body stand a key, a version, an expiry.
ROW, BESIDE = 400 * 1024, 1024


def row_bytes(record: Record | None) -> int:
    assert record is not None
    return len(encode_record(record, TEXT_SEAL).encode()) + BESIDE


@pytest.mark.slow
def test_feedback_with_the_most_and_longest_replies_fits_a_row() -> None:
    world = World()
    order = FeedbackOrder(city="440100", kind=FeedbackKind.COMPLAINT, text="字" * 2000)
    feedback_id = send(order, by=APPLICANT, key="k" * 36, deps=world.deps)

    for number in range(MOST_REPLIES):
        given = FeedbackReply(answer="字" * 2000)
        reply(feedback_id, given, by=OPERATORS[0], key=f"{number:0200}", deps=world.deps)

    kept = world.store.record(f"{FEEDBACK_OPEN}#{feedback_city(feedback_id)}", feedback_id)
    assert row_bytes(kept) <= ROW


def test_an_office_with_the_most_messages_of_the_longest_names_fits_a_row() -> None:
    longest = max((item.code for item in load_edition(CURRENT).items), key=len)
    ids = (str(UUID(int=number)) for number in range(MOST_OUTSTANDING))
    outstanding = {f"{one}/{longest}/99/material/{one}": 99_999 for one in ids}

    kept = Record(EXCHANGE, "office", to_body(Exchange(99_999, 99_999, None, outstanding)))

    assert row_bytes(kept) <= ROW


@pytest.mark.slow
def test_a_shipment_of_items_with_many_files_fits_a_row() -> None:
    world = without_systems()
    for _ in range(70):
        case_id, item = at_the_reserves(world)
        case = world.ledger(case_id).case
        files = tuple(_file(item.code, number) for number in range(30))
        world.store.commit(Change(case=replace(case, materials=files)))

    export(RESERVES, Export(office="mobilization-440106"), by=KEEPER, key="key-0001", deps=world.deps)

    [kept] = world.store.records(SHIPMENT, limit=9).entries
    assert len(kept.body["entries"]) > 20
    assert row_bytes(kept) <= ROW


def test_an_export_of_the_most_parts_fits_a_row() -> None:
    """In the middle of the last city's list of what was closed, with the longest reason."""
    inner = write_cursor("a list", (999, f"{stamp(START)}#{UUID(int=0)}"))
    place = cursor_at(ExportPosition(START, START, f"settled~{inner}", "440100/440100"))
    world = World()
    run = begin_export(WantedRun("字" * 500, "440100"), by=OPERATORS[0], key="key-00001", deps=world.deps)
    begun = world.store.record(EXPORT_RUN, run.id)
    assert begun is not None

    parts = {"places": [place] * (MOST_PARTS + 1), "taken": [[300, 99_999, 99_999, 300]] * MOST_PARTS}

    assert row_bytes(Record(EXPORT_RUN, run.id, {**begun.body, **parts})) <= ROW


def wordy(first: int, count: int, place: str) -> FigureProposal:
    source = {
        "title": "字" * 200,
        "address": "https://example.invalid/".ljust(200, "x"),
        "version": "字" * 200,
    }
    figures = [
        {
            "item": "household_registration",
            "figure": f"example.{number}",
            "since": "2026-11-24",
            "text": "字" * 2000,
            "source": source,
        }
        for number in range(first, first + count)
    ]
    body = {"place": place, "figures": figures, "reason": "字" * 500}
    return FigureProposal.model_validate_json(json.dumps(body))


def test_the_figures_of_a_place_with_the_longest_texts_fit_a_row_and_no_more_are_taken() -> None:
    deps = World().deps
    propose(wordy(1, 41, "440106"), by=FIRST, deps=deps)

    with pytest.raises(InvalidFigure):
        propose(wordy(60, 2, "440106"), by=FIRST, deps=deps)
    found = place_set("440106", by=SECOND, deps=deps)
    decide(decision(found), by=SECOND, deps=deps)

    assert row_bytes(deps.store.record(PLACE_FIGURES, "440106")) <= ROW


def test_an_edition_of_many_figures_of_several_places_is_kept_in_rows_and_read_from_all_of_them() -> None:
    deps = World().deps
    for place, first in (("440000", 1), ("440100", 40), ("440106", 80)):
        propose(wordy(first, 35, place), by=FIRST, deps=deps)
        decide(decision(place_set(place, by=SECOND, deps=deps)), by=SECOND, deps=deps)
    edition = edition_at(guide(deps), "440100", "440106", deps)

    for _ in range(2):
        keep_edition(edition, deps)

    kept = list(every_record(deps.store, PLACED_EDITION))
    assert [len(kept) > 1, all(row_bytes(one) <= ROW for one in kept)] == [True, True]
    assert KeptEditions(deps.store)(edition.name) == edition


def test_a_draft_with_the_longest_texts_each_from_a_source_and_corrected_fits_a_row() -> None:
    """Longer than they can be: each field with 200 characters, and whatever a source gives once more."""
    long, edition = "字" * 200, load_edition(CURRENT)
    schema = Application.model_json_schema()
    names = {
        name: schema["$defs"][name]["properties"] for name in schema["$defs"] if _is_object(schema, name)
    }
    form = {name: dict.fromkeys(fields, long) for name, fields in names.items()}
    given = edition.prefill.fields
    corrected = FieldCorrection(reason=long, at=START)
    sources = {
        one.path: FieldSource(source=one.source, at=START, value=long, locked=True, corrected=corrected)
        for one in given
    }
    answered = (
        SourceAnswered(
            source=source,
            at=START,
            asked=tuple(one.path for one in given),
            values={one.path: long for one in given if one.source is source},
        )
        for source in SourceCode
    )
    draft = Draft(
        owner=long,
        edition=CURRENT,
        items=tuple(item.code for item in edition.items),
        digest="0" * 64,
        form=form,
        sources=sources,
        answered=tuple(answered),
        created_at=START,
        saved_at=START,
    )

    assert sum(map(len, form.values())) > 70
    kept = Record(DRAFT, str(UUID(int=0)), draft.model_dump(mode="json"), sealed=True)
    assert row_bytes(kept) <= ROW


def _is_object(schema: dict[str, Any], name: str) -> bool:
    return "properties" in schema["$defs"][name]


def _file(item: str, number: int) -> CaseMaterial:
    return CaseMaterial(
        id=str(UUID(int=number)),
        item=item,
        code="conscription_notice",
        media_type="application/pdf",
        size=1_000_000,
        sha256="0" * 64,
        at=START,
    )
