"""Who applies in a seed: two citizens, so that some applications are a second of one person for the same item."""

from dataclasses import replace

from functions.domain.case.access import Principal
from infra.embedded.citizens import citizen
from schemas.form.application import Application
from tests.support.simulation.applicants import APPLICANT

# By the number of who applies: the first two are different, and the third is the first again.
CITIZENS = (0, 1)


def of_number(number: int, application: Application) -> Application:
    who = citizen(CITIZENS[(number - 1) % len(CITIZENS)])
    person = application.person.model_copy(update={"id_number": who.id_number})
    return application.model_copy(update={"person": person})


def signed_in(application: Application) -> Principal:
    """Whoever sends this application is its person; one account looks after all of them."""
    return replace(APPLICANT, person=replace(citizen(0), id_number=application.person.id_number))
