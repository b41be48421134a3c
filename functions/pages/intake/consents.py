"""单独同意: one for each kind of sensitive information, each given or withdrawn on its own."""

from dataclasses import dataclass

from functions.domain.conflicts import DraftChanged
from functions.domain.intake.refusals import UnknownConsent
from functions.domain.refusals import TooOften
from functions.pages.expected import status_shown
from functions.pages.intake.seen import Behalf, behalf_of, draft_seen, or_receipt
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.usecases.intake import prefill
from functions.web.roles import SUBMITTERS
from schemas.catalogue.prefill import ConsentOrder
from schemas.intake.views import ConsentView

CONSENTS = "/drafts/{draft_id}/consents"


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    address: str
    behalf: Behalf | None
    consents: tuple[ConsentView, ...]
    problem: str


@or_receipt
def show_consents(asked: Asked) -> Answer:
    return _consents(asked)


@or_receipt
def _decide_consent(asked: Asked) -> Answer:
    draft_id, code = asked.path["draft_id"], asked.path["consent"]
    version, given = asked.form.text("version"), asked.form.text("given") == "yes"
    known = {(one.code, one.version) for one in draft_seen(asked).view.consents}
    try:
        if (code, version) not in known:
            raise UnknownConsent
        order = ConsentOrder(version=version, given=given)
        prefill.consent(draft_id, code, order, by=asked.by, deps=asked.deps)
    except (UnknownConsent, DraftChanged, TooOften) as error:
        return _consents(asked, problem=error.detail, status=status_shown(error))
    return Sent(f"/drafts/{draft_id}/consents#{code}")


def _consents(asked: Asked, *, problem: str = "", status: int = 200) -> Shown:
    seen = draft_seen(asked)
    shown = ConsentsPage(seen.address, behalf_of(seen.held.draft, asked), seen.view.consents, problem)
    return Shown("intake/consents.html", "敏感个人信息的单独同意", shown, status, wrong=bool(problem))


PAGES = (
    Page(method="GET", path=CONSENTS, roles=SUBMITTERS, handler=show_consents),
    Page(method="POST", path=f"{CONSENTS}/{{consent}}", roles=SUBMITTERS, handler=_decide_consent),
)
