"""Somebody who comes for a result in its applicant's stead; synthetic."""

from schemas.case.handover import Agent, Handover
from schemas.codes_citizen import CollectingOn, PaperShown

NAME, TAIL = "测试代领人", "902X"
MOTHER = Handover(
    paper=PaperShown.RESIDENT_CARD,
    agent=Agent(name=NAME, mandate=CollectingOn.POWER_OF_ATTORNEY, id_tail=TAIL),
)
# As it is filled in on a page.
BY_MOTHER = {
    "who": "agent",
    "paper": "resident_card",
    "name": NAME,
    "mandate": "power_of_attorney",
    "id_tail": "902x",
}
BY_THEMSELVES = {"who": "self", "paper": "discharge_certificate"}
