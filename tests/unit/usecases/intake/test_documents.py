"""Documents on their way to an office's answer."""

from hashlib import sha256

import pytest

from functions.domain.case.refusals import DocumentAlreadySent, DocumentNotReady
from functions.domain.conflicts import ClaimFirst
from functions.domain.errors import MaterialsUnavailable
from functions.usecases.intake.documents import (
    announce_for_item,
    answered_at_desk,
    bring_for_item,
    held_at_desk,
    waiting_on,
)
from functions.usecases.office.claims import claim
from functions.usecases.office.places import Place
from functions.usecases.office.staff_answers import answer
from schemas.codes import EventKind
from schemas.intake.materials import DocumentRequest
from schemas.office.worklist import STAFF_ANSWER, Claim
from schemas.wire import Wire
from tests.support.fakes.clock import START
from tests.support.offices_without_systems import ANNE, BELLA, HOUSEHOLD, at_the_police, without_systems
from tests.support.papers import png
from tests.support.world import World


def claimed() -> tuple[World, Place]:
    world = without_systems()
    _, place = at_the_police(world)
    claim(place, Claim(), by=ANNE, key="key-of-the-claim", deps=world.deps)
    return world, place


def picture(world: World, place: Place, width: int = 8) -> str:
    item = held_at_desk(place, by=ANNE, deps=world.deps)
    return bring_for_item(item, png(width), "image/png", by=ANNE, deps=world.deps).id


def saying(*ids: str) -> Wire:
    documents = [{"id": one, "name": "结果.png"} for one in ids]
    given = {"type": "accepted", "round": 1, "at": START.isoformat(), "documents": documents}
    return STAFF_ANSWER.validate_python(given, strict=False)


def say(world: World, place: Place, given: Wire, key: str = "key-of-the-answer") -> None:
    answered_at_desk(
        place,
        given,
        lambda found: answer(place, given, by=ANNE, key=key, deps=world.deps, documents=found),
        by=ANNE,
        deps=world.deps,
    )


def test_the_key_follows_from_the_file_and_the_shelf_is_empty_once_it_is_sent() -> None:
    world, place = claimed()
    first, again = picture(world, place), picture(world, place)

    say(world, place, saying(first))

    assert first == again
    assert waiting_on(world.item(place.case_id, HOUSEHOLD), world.deps) == ()
    assert first in world.materials.kept


def test_what_was_attached_longest_ago_and_not_sent_makes_room_and_its_file_stays() -> None:
    world, place = claimed()
    ids = [picture(world, place, width) for width in range(8, 14)]

    waiting = [one.id for one in waiting_on(world.item(place.case_id, HOUSEHOLD), world.deps)]

    assert waiting == ids[1:]
    assert ids[0] in world.materials.files


def test_a_file_that_cannot_be_kept_leaves_no_answer_and_the_same_answer_is_sent_again() -> None:
    world, place = claimed()
    given = saying(picture(world, place))
    world.materials.is_down = True
    with pytest.raises(MaterialsUnavailable):
        say(world, place, given)
    assert world.item(place.case_id, HOUSEHOLD).files.documents == ()

    world.materials.is_down = False
    say(world, place, given)
    say(world, place, given)

    assert len(world.item(place.case_id, HOUSEHOLD).files.documents) == 1


def test_what_was_not_confirmed_or_was_sent_before_is_refused() -> None:
    world, place = claimed()
    item = held_at_desk(place, by=ANNE, deps=world.deps)
    whole = png()
    request = DocumentRequest(media_type="image/png", size=len(whole), sha256=sha256(whole).hexdigest())
    asked, _ = announce_for_item(item, request, by=ANNE, deps=world.deps)
    with pytest.raises(DocumentNotReady):
        say(world, place, saying(asked.id))

    say(world, place, saying(picture(world, place)))

    with pytest.raises(DocumentAlreadySent):
        announce_for_item(world.item(place.case_id, HOUSEHOLD), request, by=ANNE, deps=world.deps)
    with pytest.raises(ClaimFirst):
        held_at_desk(place, by=BELLA, deps=world.deps)


def test_an_answer_without_documents_is_kept_as_it_was_before_there_were_any() -> None:
    world, place = claimed()

    say(world, place, saying())

    events = world.store.events(place.case_id, limit=50, cursor=None).entries
    said = [one.detail for one in events if one.kind is EventKind.ANSWERED and one.item == HOUSEHOLD]
    assert said
    assert all("documents" not in one["answer"] and "files" not in one for one in said)
