import pytest

from functions.domain.catalogue.rules import UNKNOWN
from functions.domain.guide.answers import TOWN_FIELD, given, options_offered
from functions.domain.guide.refusals import InvalidAnswers
from schemas.codes_form import PlacementType, RankClass
from schemas.form.person import OPEN_TO
from tests.support.each import each
from tests.support.guide_answers import CONSCRIPT, EDITION, OFFICER, SERGEANT, Answers

QUESTIONS = {question.code: question for question in EDITION.questions}


@each("person", [CONSCRIPT, SERGEANT, OFFICER, {}])
def test_answers_become_facts_at_the_paths_of_the_form(person: Answers) -> None:
    found = given(person, EDITION)

    assert found.asked == set(person)
    fields = {QUESTIONS[code].field for code in person}
    towns = {"destination.county"} if person is SERGEANT else set()
    assert set(found.values) == fields - towns | {TOWN_FIELD for _ in towns}


def test_unsure_is_an_answer_that_says_nothing() -> None:
    found = given({"placement_type": "unsure"}, EDITION)

    assert found.asked == {"placement_type"}
    assert found.facts("service.placement_type") is UNKNOWN


IMPOSSIBLE: list[tuple[Answers, set[str]]] = [
    ({"colour": "red"}, {"/answers/colour"}),
    ({"placement_type": "promotion"}, {"/answers/placement_type"}),
    ({"rank_class": "unsure"}, {"/answers/rank_class"}),
    ({"household_cancelled": "true"}, {"/answers/household_cancelled"}),
    ({"discharged_on": "2026-02-30"}, {"/answers/discharged_on"}),
    ({"discharged_on": "1788192000"}, {"/answers/discharged_on"}),
    ({"discharged_on": True}, {"/answers/discharged_on"}),
    ({"city": "110000"}, {"/answers/city"}),
    ({"city": True}, {"/answers/city"}),
    ({"county": "天河"}, {"/answers/county"}),
    ({"city": "440100", "county": "440303"}, {"/answers/county"}),
    ({"city": "441900", "county": "441901"}, {"/answers/county"}),
    ({"city": "441900", "county": "442000114"}, {"/answers/county"}),
    ({"city": "440100", "county": "441900121"}, {"/answers/county"}),
    ({"city": "440100", "county": "440115900"}, {"/answers/county"}),
    ({"rank_class": "conscript", "placement_type": "transfer"}, {"/answers/placement_type"}),
    ({"placement_type": "retirement", "pension_cover": "awaiting_job"}, {"/answers/pension_cover"}),
    ({"colour": "red", "city": "1"}, {"/answers/colour", "/answers/city"}),
]


def test_an_answer_that_cannot_be_is_refused_at_its_place() -> None:
    found = [(answers, refused_at(answers)) for answers, _ in IMPOSSIBLE]

    assert found == IMPOSSIBLE


def refused_at(answers: Answers) -> set[str]:
    with pytest.raises(InvalidAnswers) as caught:
        given(answers, EDITION)
    return {problem.pointer for problem in caught.value.problems}


@each("rank", list(RankClass))
def test_a_rank_class_is_offered_the_placement_types_that_the_form_takes(rank: RankClass) -> None:
    facts = given({"rank_class": rank.value}, EDITION).facts

    values = {option.value for option in options_offered(QUESTIONS["placement_type"], facts)}

    assert values == OPEN_TO[rank]


def test_before_the_rank_is_known_every_placement_type_is_offered() -> None:
    assert len(options_offered(QUESTIONS["placement_type"], given({}, EDITION).facts)) == len(PlacementType)
