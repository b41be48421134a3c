"""Who looked, on the case's page and whole."""

from functions.domain.case.access import Principal
from functions.shapes.operator.looks import LOOKED_AT
from functions.usecases.applicant.papers import application_form_of
from functions.usecases.intake.receipt import receipt_of
from schemas.codes import Role
from schemas.operator.views_looks import CaseLookView
from tests.support.console import Console
from tests.support.incidents import REPORT

CLERK = Principal("clerk-1", Role.CLERK, "440106")


def test_the_case_says_that_nobody_looked_and_then_who_did_with_all_one_click_away() -> None:
    desk = Console()
    site = desk.site()
    before = site.get(desk.case).words
    receipt_of(desk.case_id, by=CLERK, deps=desk.world.deps)
    application_form_of(desk.case_id, REPORT, by=CLERK, deps=desk.world.deps)

    case = site.get(desk.case)
    whole = site.get(case.link("全部查看记录"))

    assert "窗口和部门还没有人看过" in before
    for words in (case.words, whole.words):
        assert "打印收件回执" in words
        assert "打开部门申请表" in words
        assert "窗口人员 clerk-1" in words


def test_whatever_is_looked_at_has_its_words() -> None:
    (kinds,) = (field.annotation for name, field in CaseLookView.model_fields.items() if name == "what")

    assert set(LOOKED_AT) == set(kinds.__args__)  # type: ignore[union-attr]
