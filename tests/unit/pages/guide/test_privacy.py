"""What the page of personal data says of times is what the program keeps to."""

from datetime import timedelta

import pytest

from functions.pages.guide.asking import LIFE
from functions.pages.session import IDLE, LONGEST_SESSION
from functions.usecases.record_kinds.applicant import FEEDBACK_OPEN
from functions.usecases.record_kinds.case import LOOKED
from functions.usecases.record_kinds.every import RECORD_KINDS
from functions.usecases.record_kinds.intake import DRAFT, WINDOW_ACTS
from functions.usecases.record_kinds.shared import LIMIT, PARKED
from schemas.catalogue.edition import CURRENT
from schemas.catalogue.publicity import load_publicity
from tests.support.each import each

WORDS = "".join(line for one in load_publicity(CURRENT).privacy for line in one.text)


@each(
    "said, kept",
    [
        ("草稿：最后一次保存后60天", RECORD_KINDS[DRAFT].life == timedelta(days=60)),
        ("加密保存一小时", RECORD_KINDS[PARKED].life == timedelta(hours=1) and RECORD_KINDS[PARKED].sealed),
        ("计数，一小时后失效", RECORD_KINDS[LIMIT].life == timedelta(hours=1)),
        ("意见反馈：保存期限待核定，目前不自动删除", RECORD_KINDS[FEEDBACK_OPEN].life is None),
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
