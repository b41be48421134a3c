"""The guide asked as one person would: the first question that is worth asking, until none is."""

from collections.abc import Mapping

from functions.domain.guide.answers import given
from functions.domain.guide.assessment import Assessment, assess
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.questions import AnswerValue

EDITION = load_edition(CURRENT)
ALL = tuple(item.code for item in EDITION.items)

Answers = Mapping[str, AnswerValue]

# 自主就业 conscript of 广州, every item; 逐月领取退役金 NCO of 东莞, household kept; 复员 officer of 佛山 with a B2.
CONSCRIPT: Answers = {
    "rank_class": "conscript",
    "placement_type": "self_employment",
    "discharged_on": "2026-09-01",
    "city": "440100",
    "county": "440106",
    "household_cancelled": True,
    "identity_card": "renew",
    "military_licence": "valid",
    "licence_class": "C1",
    "holds_valid_card": False,
    "pension_cover": "flexible",
    "pension_link": "waiting",
    "medical_cover": "flexible",
    "social_security_card": "first",
    "medical_history": "military",
    "reserve_designated": True,
}
SERGEANT: Answers = {
    "rank_class": "non_commissioned",
    "placement_type": "monthly_pension",
    "discharged_on": "2026-09-01",
    "city": "441900",
    "county": "441900121",
    "household_cancelled": False,
    "identity_card": "none",
    "military_licence": "none",
    "pension_cover": "flexible",
    "pension_link": "waiting",
    "medical_cover": "flexible",
    "social_security_card": "first",
    "medical_history": "military",
    "reserve_designated": False,
}
OFFICER: Answers = {
    "rank_class": "officer",
    "placement_type": "demobilisation",
    "discharged_on": "2026-09-01",
    "placement_fixed_on": "2026-09-15",
    "city": "440600",
    "county": "440604",
    "household_cancelled": True,
    "identity_card": "renew",
    "military_licence": "valid",
    "licence_class": "B2",
    "large_vehicle_experience": True,
    "holds_valid_card": False,
    "pension_cover": "flexible",
    "pension_link": "waiting",
    "medical_cover": "flexible",
    "social_security_card": "first",
    "medical_history": "both",
    "reserve_designated": True,
}


def assessed(answers: Answers, codes: tuple[str, ...] = ALL) -> Assessment:
    return assess(codes, given(answers, EDITION), EDITION)


def verdicts(answers: Answers, codes: tuple[str, ...] = ALL) -> dict[str, str]:
    return {one.item.code: one.verdict.value for one in assessed(answers, codes).items}


def asked(person: Answers, codes: tuple[str, ...] = ALL) -> tuple[str, ...]:
    """The questions that this person was asked, in order. KeyError for one that the person has no answer to."""
    said: dict[str, AnswerValue] = {}
    while questions := assessed(said, codes).next_questions:
        code = questions[0].question.code
        said[code] = person[code]
    return tuple(said)
