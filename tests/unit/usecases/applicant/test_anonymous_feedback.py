from datetime import timedelta

import pytest

from functions.domain.applicant.refusals import FeedbackNotFound
from functions.domain.catalogue.refusals import UnknownRegion
from functions.domain.conflicts import KeyReused
from functions.domain.refusals import TooOften
from functions.usecases.applicant.anonymous_feedback import SentFeedback, feedback_by_code, send_anonymously
from functions.usecases.applicant.feedback import feedback_of
from functions.usecases.limits import LIMITS
from functions.usecases.record_kinds.applicant import FEEDBACK_CODE, FEEDBACK_OPEN
from schemas.applicant.feedback import FeedbackOrder
from schemas.codes_citizen import FeedbackKind
from tests.support.world import APPLICANT, World

HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"
KEY = "0b9f6c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b"
ORDER = FeedbackOrder(city="440100", kind=FeedbackKind.QUESTION, text="窗口几点开门？")


def said(world: World, *, key: str = KEY, address: str = HOME, order: FeedbackOrder = ORDER) -> SentFeedback:
    return send_anonymously(order, address=address, key=key, deps=world.deps)


def test_what_is_kept_is_sealed_and_names_neither_sender_nor_code() -> None:
    world = World()
    sent = said(world)
    kept = world.store.record(f"{FEEDBACK_OPEN}#440100", sent.id)

    assert kept is not None
    assert kept.sealed
    assert (kept.body["by"], kept.body["role"]) == (None, None)
    assert sent.code not in str(vars(world.store))
    assert HOME not in str(vars(world.store))


def test_the_same_again_is_told_the_same_code_and_other_words_are_refused() -> None:
    world = World()
    first = said(world)
    world.clock.advance(timedelta(minutes=5))

    assert said(world) == first
    with pytest.raises(KeyReused):
        said(world, order=ORDER.model_copy(update={"text": "窗口周末开门吗？"}))


def test_a_key_that_somebody_else_used_leads_to_nothing_of_theirs() -> None:
    world = World()

    assert said(world).code != said(world, address=ELSEWHERE).code


def test_a_crash_before_it_was_kept_is_mended_by_sending_again() -> None:
    world = World()
    first = said(world)
    kept = world.store.record(f"{FEEDBACK_OPEN}#440100", first.id)
    assert kept is not None
    world.store.delete(kept)
    with pytest.raises(FeedbackNotFound):
        feedback_by_code(first.code, address=HOME, deps=world.deps)

    assert said(world) == first
    assert feedback_by_code(first.code, address=HOME, deps=world.deps).key == first.id


def test_nobody_who_signs_in_owns_it() -> None:
    world = World()

    with pytest.raises(FeedbackNotFound):
        feedback_of(said(world).id, by=APPLICANT, deps=world.deps)


def test_codes_cannot_be_tried_and_another_address_is_free() -> None:
    world = World()
    sent = said(world)
    for _ in range(LIMITS["wrong_feedback_code"].most):
        with pytest.raises(FeedbackNotFound):
            feedback_by_code("ABCDEFGHIJKLMN23", address=HOME, deps=world.deps)

    with pytest.raises(TooOften):
        feedback_by_code(sent.code, address=HOME, deps=world.deps)
    assert feedback_by_code(sent.code, address=ELSEWHERE, deps=world.deps).key == sent.id


@pytest.mark.slow
def test_all_of_them_together_are_bounded_too() -> None:
    world = World()
    for number in range(LIMITS["all_anonymous_feedback"].most):
        said(world, address=f"198.51.100.{number % 250}.{number}")

    with pytest.raises(TooOften):
        said(world, address="203.0.113.9")


def test_a_city_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(UnknownRegion):
        said(World(), order=ORDER.model_copy(update={"city": "449900"}))


def test_the_code_is_no_part_of_what_is_printed() -> None:
    sent = said(World())

    assert sent.code not in repr(sent)
    assert FEEDBACK_CODE == "feedback_code"
