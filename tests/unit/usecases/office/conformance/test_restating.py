import pytest

from functions.usecases.office.conformance.restating import restated
from schemas.office.conformance import ConformanceReport
from tests.support.reports import report_at, whole_report_of_a_right_program
from tests.support.trials import CATALOGUED, NOW


def _with(report: ConformanceReport, place: int, **changed: object) -> ConformanceReport:
    scenarios = list(report.scenarios)
    scenarios[place] = scenarios[place].model_copy(update=changed)
    return report.model_copy(update={"scenarios": tuple(scenarios)})


def test_what_the_command_wrote_is_told_as_it_was() -> None:
    for report in (report_at(NOW), whole_report_of_a_right_program()):
        assert restated(report, CATALOGUED) == report


def test_a_grade_that_its_findings_do_not_bear_is_put_right() -> None:
    typed = _with(report_at(NOW), 0, grade="passed", grade_text="优秀")

    (accept, *_) = restated(typed, CATALOGUED).scenarios

    assert (accept.grade, accept.grade_text) == ("failed", "不通过")


def test_words_of_ours_are_ours() -> None:
    report = whole_report_of_a_right_program()
    typed = _with(report, 3, title="省厅认可", about="无", sent=report.scenarios[3].sent)

    assert restated(typed, CATALOGUED) == report


@pytest.mark.parametrize("changed", [{"findings": ()}, {"findings": "first only"}])
def test_a_trial_without_all_its_findings_is_none(changed: dict[str, object]) -> None:
    report = whole_report_of_a_right_program()
    left = report.scenarios[0].findings[:1] if changed["findings"] else ()

    with pytest.raises(ValueError, match="accept"):
        restated(_with(report, 0, findings=left), CATALOGUED)


def test_another_number_of_scenarios_is_no_report() -> None:
    report = report_at(NOW)

    with pytest.raises(ValueError, match="zip"):
        restated(report.model_copy(update={"scenarios": report.scenarios[1:]}), CATALOGUED)
