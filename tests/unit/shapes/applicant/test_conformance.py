"""The report of a run, printed."""

import pytest

from functions.domain.office.conformance.grading import graded
from functions.domain.office.conformance.scenario import Pace
from functions.printing.pdf import pdf
from functions.shapes.applicant.conformance import conformance_paper
from functions.usecases.office.conformance.report import TrialRun, conformance_report
from schemas.office.conformance import ConformanceReport
from tests.support.pdf_text import ink_of, text_of
from tests.support.trials import CATALOGUED, NOW, trial_of

RUN = TrialRun("LT261124ABCDEFG", "https://dept.example/items", CATALOGUED, NOW, NOW)


def made() -> ConformanceReport:
    return conformance_report(RUN, [graded(trial_of(code), Pace()) for code in ("accept", "bad_signature")])


def test_the_paper_tells_what_was_sent_expected_and_came() -> None:
    text = text_of(pdf(conformance_paper(made())))

    for words in (
        RUN.number,
        RUN.target,
        "签名不对",
        "item.dispatched第1轮",
        "没有等到第1轮的收件",
        "不通过",
    ):
        assert words in text


@pytest.mark.slow
def test_the_same_report_is_the_same_file_and_keeps_its_margins() -> None:
    paper = pdf(conformance_paper(made()))

    assert pdf(conformance_paper(made())) == paper
    assert all(kept for _, kept in ink_of(paper))
