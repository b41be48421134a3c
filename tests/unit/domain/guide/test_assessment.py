import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from functions.domain.catalogue.plan import plan_items
from functions.domain.guide.answers import given
from functions.domain.guide.assessment import county_of, town_of
from schemas.catalogue.questions import AnswerValue
from schemas.codes_form import (
    CardReason,
    CoverType,
    JobStatus,
    LicenceClass,
    MedicalHistory,
    MilitaryLicence,
    PensionLink,
    PlacementType,
    RankClass,
    SocialCard,
)
from schemas.form.application import Application
from schemas.form.paths import value_at
from schemas.form.person import OPEN_TO
from tests.support.each import each
from tests.support.guide_answers import (
    ALL,
    CONSCRIPT,
    EDITION,
    OFFICER,
    SERGEANT,
    Answers,
    asked,
    assessed,
    verdicts,
)
from tests.support.samples import changed

PEOPLE = (CONSCRIPT, SERGEANT, OFFICER)


@each("person, questions", [(CONSCRIPT, 16), (SERGEANT, 14), (OFFICER, 18)])
def test_each_person_is_asked_only_what_decides_something_for_them(person: Answers, questions: int) -> None:
    assert len(asked(person)) == questions


def test_the_first_person_needs_every_item_and_the_others_are_told_which_they_do_not() -> None:
    none_of = [
        {code for code, verdict in verdicts(person).items() if verdict == "does_not_apply"}
        for person in PEOPLE
    ]

    assert none_of == [
        set(),
        {"economic_subsidy", "household_registration", "identity_card", "driving_licence"},
        {"economic_subsidy"},
    ]


@each(
    "code, questions",
    [
        ("identity_card", ("city", "county", "identity_card")),
        ("driving_licence", ("city", "county", "military_licence", "licence_class")),
        ("economic_subsidy", ("placement_type", "city", "county")),
        (
            "medical_transfer",
            ("placement_type", "discharged_on", "city", "county", "medical_cover", "medical_history"),
        ),
    ],
)
def test_a_question_is_asked_only_where_a_chosen_item_needs_it(code: str, questions: tuple[str, ...]) -> None:
    assert set(asked(CONSCRIPT, (code,))) == set(questions)


def test_nothing_more_is_asked_of_an_item_that_does_not_apply() -> None:
    found = assessed({"military_licence": "none"}, ("driving_licence",))

    assert found.next_questions == ()


def test_whoever_is_unsure_is_not_asked_again_and_is_told_what_decides() -> None:
    known: Answers = {"placement_type": "self_employment", "medical_cover": "flexible"}
    found = assessed({**known, "medical_history": "unsure"}, ("medical_transfer",))

    assert found.items[0].verdict == "depends"
    assert found.items[0].reading.open_on == ("insurance.medical_history",)
    assert "medical_history" not in {asked.question.code for asked in found.next_questions}


def test_a_city_without_counties_is_asked_for_its_town_in_place_of_one() -> None:
    towns = given({"city": "441900", "county": "441900121"}, EDITION)

    assert "county" in asked(SERGEANT)
    assert (county_of(towns, EDITION), town_of(towns)) == (None, "441900121")
    assert (county_of(given(CONSCRIPT, EDITION), EDITION), town_of(given(CONSCRIPT, EDITION))) == (
        CONSCRIPT["county"],
        None,
    )


def test_the_whole_takes_its_longest_chain_and_not_the_sum_of_the_items() -> None:
    found = assessed(CONSCRIPT)

    assert found.critical.items == ("social_insurance", "pension_transfer")
    assert (found.critical.working_days, found.total.working_days) == (10, 21)
    assert set(found.total.items) == set(ALL)
    assert set(found.critical.uncounted) <= set(found.total.uncounted)


def test_what_does_not_apply_takes_no_time_and_holds_nothing_up() -> None:
    found = assessed(SERGEANT)

    assert "household_registration" not in found.total.items
    assert {one.item.code: one.after for one in found.items}["driving_licence"] == ()


@st.composite
def forms(draw: st.DrawFn) -> Application:
    """Any situation that the form's own rules allow."""
    rank = draw(st.sampled_from(RankClass))
    placement = draw(st.sampled_from(sorted(OPEN_TO[rank])))
    cover = [
        one.value
        for one in CoverType
        if one is not CoverType.AWAITING_JOB or placement == PlacementType.ASSIGNED_JOB
    ]
    reason = draw(st.sampled_from(CardReason))
    holds = {CardReason.NONE: True, CardReason.FIRST: False}.get(reason, draw(st.booleans()))
    values: dict[str, Any] = {
        "service__rank_class": rank.value,
        "service__placement_type": placement.value,
        "service__merit": "second_class",
        "household__cancelled_at_enlistment": draw(st.booleans()),
        "identity_card": {"reason": reason.value, "holds_valid_card": holds},
        "driving__licence": draw(st.sampled_from(MilitaryLicence)).value,
        "driving__licence_class": draw(st.sampled_from(LicenceClass)).value,
        "driving__large_vehicle_experience": draw(st.none() | st.booleans()),
        "employment__job_status": draw(st.sampled_from(JobStatus)).value,
        "insurance__pension_type": draw(st.sampled_from(cover)),
        "insurance__pension_link": draw(st.sampled_from(PensionLink)).value,
        "insurance__medical_type": draw(st.sampled_from(cover)),
        "insurance__social_card": draw(st.sampled_from(SocialCard)).value,
        "insurance__medical_history": draw(st.sampled_from(MedicalHistory)).value,
        "reserve__designated": draw(st.booleans()),
    }
    return Application.model_validate_json(
        json.dumps(changed(items=[item.code for item in EDITION.items], **values))
    )


def answers_of(form: Application) -> Mapping[str, AnswerValue]:
    """What this person would answer to every question; a field that the form leaves empty is not answered."""
    values = {question.code: value_at(form, question.field) for question in EDITION.questions}
    plain = json.loads(
        json.dumps({code: value for code, value in values.items() if value is not None}, default=str)
    )
    found: Mapping[str, AnswerValue] = plain
    return found


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given_any(forms())
def test_the_guide_tells_of_complete_answers_what_the_submission_does(form: Application) -> None:
    planned = {item.code: item for item in plan_items(form, EDITION).items}

    for one in assessed(answers_of(form)).items:
        item = planned[one.item.code]
        assert one.verdict == ("applies" if item.applies else "does_not_apply")
        assert (one.reading.failing.otherwise if one.reading.failing else None) == item.reason
        assert not item.applies or one.after == item.after


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given_any(forms(), st.data())
def test_an_answer_more_never_takes_back_what_was_decided(form: Application, data: st.DataObject) -> None:
    whole = answers_of(form)
    some = data.draw(st.sets(st.sampled_from(sorted(whole))))

    before = verdicts({code: whole[code] for code in some})

    after = verdicts(whole)
    assert all(verdict in ("depends", after[code]) for code, verdict in before.items())
