"""Pages that no link leads to, but an act: each is done as its person does it, and what comes is looked at as it stands.

Without a mouse and keys (hand.py's `Unmoved`): a locator's `click`, `check` or `press` waits for ever. Where they are what an
act is about, it is `by_hand`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.browser import acts_applicant, acts_operator, acts_staff
from tests.browser.census import looked_at
from tests.browser.judging import Verdict
from tests.browser.scene import BUSY, CHECKED, DRAFTING
from tests.browser.watch import WAY, Watch
from tests.support.machine import Machine

OFFICE, VETERANS, CLERK, OPERATOR = "public-security", "veterans-affairs", "clerk", "operator"


@dataclass(frozen=True, slots=True)
class Act:
    role: str
    do: Callable[[Watch, Machine], None]
    # With a mouse and keys, which who only looks has not (chromium.py).
    by_hand: bool = False

    @property
    def name(self) -> str:
        return f"{self.role or 'nobody'} {self.do.__name__}"


ACTS = (
    Act("", acts_applicant.send_feedback),
    Act("", acts_applicant.look_up_nothing),
    Act("", acts_applicant.verify),
    Act("", acts_applicant.miss),
    Act(BUSY, acts_applicant.withdraw),
    Act(BUSY, acts_applicant.answer_nothing),
    Act(BUSY, acts_applicant.send_feedback),
    Act(DRAFTING, acts_applicant.fill_in_badly),
    Act(DRAFTING, acts_applicant.bring_a_paper),
    Act(DRAFTING, acts_applicant.come_back),
    Act(DRAFTING, acts_applicant.change_letters, by_hand=True),
    Act(DRAFTING, acts_applicant.miss),
    Act(CHECKED, acts_applicant.contest),
    Act(CLERK, acts_staff.serve_badly),
    Act(CLERK, acts_staff.find_again),
    Act(CLERK, acts_staff.deliver),
    Act(OFFICE, acts_staff.exchange_files),
    Act(OFFICE, acts_staff.answer_as_an_office),
    Act(OFFICE, acts_staff.answer_together),
    Act(OFFICE, acts_staff.hand_on),
    Act(VETERANS, acts_staff.decide_on_lateness),
    Act(OFFICE, acts_staff.receive_visitors),
    Act(BUSY, acts_applicant.keep_an_appointment),
    Act(OPERATOR, acts_operator.operate),
    Act(OPERATOR, acts_operator.batch),
    Act(OPERATOR, acts_operator.set_up),
    Act(OPERATOR, acts_operator.keep_the_directory),
    Act(OPERATOR, acts_operator.set_a_figure),
    Act(OPERATOR, acts_operator.export),
)


def done(browser: Browser, machine: Machine, act: Act) -> Iterator[Verdict]:
    with looked_at(browser, machine.client.server, act.role, WAY) as page:
        hand = Watch(page, machine.client.server, act.role)
        act.do(hand, machine)
        yield from hand.verdicts
