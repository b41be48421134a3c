"""What the page of personal data says of times is what the program keeps to."""

from datetime import timedelta

import pytest

from functions.pages.guide.asking import LIFE
from functions.pages.session import IDLE, LONGEST_SESSION
from functions.pages.shared import A_YEAR
from functions.usecases.record_kinds.applicant import FEEDBACK_CLOSED, FEEDBACK_OPEN, RATING
from functions.usecases.record_kinds.case import FORM_CORRECTIONS, LOOKED
from functions.usecases.record_kinds.every import RECORD_KINDS
from functions.usecases.record_kinds.intake import DRAFT, WINDOW_ACTS
from functions.usecases.record_kinds.office import CONFORMANCE
from functions.usecases.record_kinds.operator import CIRCULAR_ASKED
from functions.usecases.record_kinds.shared import LIMIT, PARKED
from infra.embedded.materials import UNCLAIMED_FOR
from schemas.catalogue.edition import CURRENT
from schemas.catalogue.publicity import load_publicity
from schemas.form.person import Person
from tests.support.each import each

WORDS = "".join(line for one in load_publicity(CURRENT).privacy for line in one.text)


# Of every kind that may hold something of an applicant, what is said of how long.
_KEPT_FOR_GOOD = "材料文件、文书、预约、评价、通知的记录和办件一起保存"
TOLD = {
    DRAFT: "草稿：最后一次保存后60天",
    PARKED: "加密保存一小时",
    WINDOW_ACTS: "窗口查询和代办的记录",
    LOOKED: "谁看过您的办件的记录：至少三年",
    FEEDBACK_OPEN: "意见反馈：保存期限待核定，目前不自动删除",
    FEEDBACK_CLOSED: "意见反馈：保存期限待核定，目前不自动删除",
    RATING: _KEPT_FOR_GOOD,
    FORM_CORRECTIONS: "已经提交的办件",
}
# What departments' programs answered in trials; what clerks and staff asked of a circular.
OF_NO_APPLICANT = {CONFORMANCE, CIRCULAR_ASKED}


def test_of_everything_that_may_hold_something_of_a_person_it_is_said_how_long_it_is_kept() -> None:
    sealed = {kind for kind, how in RECORD_KINDS.items() if how.sealed}

    assert sealed - OF_NO_APPLICANT == TOLD.keys()
    assert [kind for kind, words in TOLD.items() if words not in WORDS] == []


@each(
    "said, kept",
    [
        ("草稿：最后一次保存后60天", RECORD_KINDS[DRAFT].life == timedelta(days=60)),
        ("加密保存一小时", RECORD_KINDS[PARKED].life == timedelta(hours=1) and RECORD_KINDS[PARKED].sealed),
        ("计数，一小时后失效", RECORD_KINDS[LIMIT].life == timedelta(hours=1)),
        ("意见反馈：保存期限待核定，目前不自动删除", RECORD_KINDS[FEEDBACK_OPEN].life is None),
        ("上传后61天自动删除", timedelta(days=61) == UNCLAIMED_FOR),
        (_KEPT_FOR_GOOD, RECORD_KINDS[RATING].life is None),
        ("记住您的选择一年", timedelta(seconds=A_YEAR) == timedelta(days=365)),
        ("两小时后失效", timedelta(hours=2) == LIFE),
        (
            "30分钟不操作或者满8小时失效",
            (timedelta(minutes=30), timedelta(hours=8)) == (IDLE, LONGEST_SESSION),
        ),
    ],
)
def test_a_time_that_is_told_is_kept(said: str, kept: bool) -> None:
    assert said in WORDS
    assert kept


@pytest.mark.parametrize("kind", [WINDOW_ACTS, LOOKED])
def test_who_looked_is_kept_for_three_years_at_least_and_sealed(kind: str) -> None:
    kept = RECORD_KINDS[kind]

    assert "窗口查询和代办的记录，谁看过您的办件的记录：至少三年" in WORDS
    assert kept.sealed
    assert kept.life is not None
    assert kept.life >= timedelta(days=3 * 365)


def test_the_phone_is_said_to_be_what_notices_use_it_for() -> None:
    """Whoever has an account is told by it (schemas/applicant/notices.py), and nobody sends their number anywhere."""
    hint = Person.model_fields["phone"].description or ""

    assert "没有账号的，短信发到这个号码" in hint
    assert "没有账号的，交给它您填的手机号码和短信内容" in WORDS
