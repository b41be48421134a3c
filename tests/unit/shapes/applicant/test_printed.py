from dataclasses import replace

from functions.shapes.applicant.papers import TRAINING_PAPER, printed
from functions.usecases.applicant.papers import application_form_of
from tests.support.pdf_text import text_of
from tests.support.world import APPLICANT, World


def test_a_paper_of_a_training_says_so_and_no_other() -> None:
    world = World()
    paper = application_form_of(world.submitted(), "discharge_report", by=APPLICANT, deps=world.deps)

    practised, _ = printed(paper, "form", replace(world.deps, training=True))
    real, _ = printed(paper, "form", world.deps)

    assert TRAINING_PAPER in text_of(practised)
    assert TRAINING_PAPER not in text_of(real)
