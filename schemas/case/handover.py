"""领取: who came for a result, and on what paper it was handed over."""

from datetime import date

from pydantic import Field

from schemas.codes_citizen import CollectingOn, PaperShown
from schemas.form.types import IdTail, Name
from schemas.refusing import refuse
from schemas.wire import Wire

ONLY_FETCHED = "只有登记领取结果时才填写领取人、证件和日期，请删去。"


class Agent(Wire):
    """代领人: somebody else than the applicant. `mandate`: on what they collect; `id_tail`: of the paper that they showed."""

    name: Name = Field(title="代领人姓名")
    mandate: CollectingOn = Field(title="代领依据")
    id_tail: IdTail = Field(title="代领人证件号码的后四位")


class Handover(Wire):
    """领取登记: `paper` is what whoever came showed; `agent`: who that was, where it was not the applicant."""

    paper: PaperShown = Field(title="出示的证件")
    agent: Agent | None = Field(None, title="代领人；申请人本人领取则不填")


def only_of_a_result(handover: Handover | None, on: date | None, *, fetched: bool) -> None:
    """Raises ValidationError."""
    told = {"handover": handover, "on": on}
    wrong = [((name,), ONLY_FETCHED) for name, given in told.items() if given is not None]
    if wrong and not fetched:
        refuse(*wrong)
