"""What a refusal says is true of whoever may read it."""

from functions.domain.case.refusals import CaseNotFound


def test_a_case_that_is_not_found_is_told_in_words_that_are_true_of_offices_and_operators_too() -> None:
    assert "您是该办件的申请人" not in CaseNotFound.detail
    assert "请核对办件编号" in CaseNotFound.detail
