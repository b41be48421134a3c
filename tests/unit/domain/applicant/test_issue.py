"""The digest by which a letter is known again, and whether what it tells still stands."""

from dataclasses import replace
from datetime import date

from functions.domain.applicant.issue import content_digest, still_stands
from functions.domain.applicant.paper import Paper, Paragraph, SealPlace
from schemas.codes import LetterKind, Outcome
from tests.support.each import each
from tests.support.make import NOW, REFERENCE, done, sent

LETTER = Paper(
    title="办结通知书",
    reference=REFERENCE,
    marks=(("事项", "退役报到"),),
    blocks=(Paragraph("准予办理。"), SealPlace("天河区退役军人事务局", on=date(2026, 11, 24))),
    made_at=NOW,
)
OTHERS = [
    replace(LETTER, title="不予办理决定书"),
    replace(LETTER, reference="TY261124-TEST0002-0"),
    replace(LETTER, marks=(("事项", "居民身份证申领"),)),
    replace(LETTER, blocks=(Paragraph("不予办理。"), *LETTER.blocks[1:])),
    replace(LETTER, blocks=LETTER.blocks[:1]),
]


@each("other", OTHERS, ids=["title", "reference", "marks", "words", "less"])
def test_a_letter_that_says_anything_else_has_another_digest(other: Paper) -> None:
    assert content_digest(other) != content_digest(LETTER)
    assert content_digest(replace(LETTER)) == content_digest(LETTER)


def test_a_decision_stands_as_long_as_the_item_has_it_and_what_happened_for_good() -> None:
    granted, refused = done(), done(outcome=Outcome.REFUSED)

    assert [still_stands(one, LetterKind.COMPLETION) for one in (granted, refused)] == [True, False]
    assert [still_stands(one, LetterKind.RECEIPT) for one in (granted, sent())] == [True, True]
