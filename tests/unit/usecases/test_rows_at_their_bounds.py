"""What grows in one row of the store has a bound, and at that bound it fits what DynamoDB takes of a row."""

from dataclasses import replace
from uuid import UUID

import pytest

from functions.adapters.codec import encode_record
from functions.domain.case.case import CaseMaterial, Change
from functions.domain.office.exchange import MOST_OUTSTANDING, Exchange, to_body
from functions.ports.case_store import Record
from functions.usecases.applicant.feedback import MOST_REPLIES, feedback_city, reply, send
from functions.usecases.office.export import export
from functions.usecases.record_kinds.applicant import FEEDBACK_OPEN
from functions.usecases.record_kinds.office import EXCHANGE, SHIPMENT
from schemas.applicant.feedback import FeedbackOrder, FeedbackReply
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes_citizen import FeedbackKind
from schemas.office.exchange import Export
from tests.support.fakes.clock import START
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
