import pytest
from pydantic import ValidationError

from schemas.applicant.ratings import SCALES, RatingOrder, Scale, code_of, level_of
from schemas.codes_citizen import RatingLevel
from tests.support.each import each


@each(
    "level, national, tablet",
    [
        (RatingLevel.VERY_SATISFIED, 1, 5),
        (RatingLevel.SATISFIED, 2, 4),
        (RatingLevel.NEUTRAL, 3, 3),
        (RatingLevel.DISSATISFIED, 4, 2),
        (RatingLevel.VERY_DISSATISFIED, 5, 1),
    ],
)
def test_both_directions_of_the_code_mean_the_same_level(
    level: RatingLevel, national: int, tablet: int
) -> None:
    assert (code_of("gb_t_39046", level), code_of("guangdong_tablet", level)) == (national, tablet)
    assert level_of("gb_t_39046", national) is level_of("guangdong_tablet", tablet) is level


@each("scale", SCALES)
def test_there_and_back_is_the_same_level(scale: Scale) -> None:
    assert [level_of(scale, code_of(scale, level)) for level in RatingLevel] == list(RatingLevel)


def read(text: str) -> RatingOrder:
    return RatingOrder.model_validate_json(text)


def test_a_level_comes_in_our_words_or_as_a_code_with_its_direction() -> None:
    ours = read('{"item": "identity_card", "level": "dissatisfied"}')
    coded = read('{"item": "identity_card", "coded": {"scale": "guangdong_tablet", "code": 2}}')

    assert ours.given is coded.given is RatingLevel.DISSATISFIED


@each(
    "body",
    [
        '{"item": "identity_card"}',
        '{"item": "identity_card", "level": "satisfied", "coded": {"scale": "gb_t_39046", "code": 2}}',
        '{"item": "identity_card", "coded": {"code": 2}}',
        '{"item": "identity_card", "coded": {"scale": "gb_t_39046", "code": 6}}',
        '{"item": "identity_card", "level": "satisfied", "tags": ["quick", "quick"]}',
        '{"item": "identity_card", "level": 1}',
        '{"item": "identity_card", "level": "satisfied", "text": ""}',
    ],
)
def test_a_rating_that_can_be_read_two_ways_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        read(body)


def test_where_no_level_was_given_none_is_made_up() -> None:
    unread = RatingOrder.model_construct(item="social_insurance", level=None, coded=None)

    with pytest.raises(ValueError, match="neither level nor coded"):
        _ = unread.given
