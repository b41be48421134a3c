"""演练: in a training stage nobody's real affairs are worked, by mistake or to save a test."""

from functions.domain.intake.refusals import NotMadeUp
from schemas.form.application import Application

# As the sample and the demo's persons are called.
MADE_UP = "测试"


def check_made_up(application: Application) -> None:
    """Raises NotMadeUp."""
    if not application.person.name.startswith(MADE_UP):
        raise NotMadeUp
