"""What an applicant is told after an act on a case under way: corrections answered (补正), items withdrawn (撤回)."""

from schemas.case.views import OpenCorrectionView
from schemas.codes import ItemStatus, WithdrawalStep
from schemas.wire import ItemCode, Wire


class CorrectedItemView(Wire):
    """`round`: the one that the answer began."""

    item: ItemCode
    name: str
    round: int


class CorrectionReceiptView(Wire):
    """Sent again under the same Idempotency-Key, `answered` is the same; `open` is what is left to correct now."""

    answered: tuple[CorrectedItemView, ...]
    open: tuple[OpenCorrectionView, ...]
    next_steps: str


class ContestReceiptView(Wire):
    """异议: `round` is the one that it began; null once the applicant has waived it. `status` is the check's."""

    round: int | None
    status: ItemStatus
    status_text: str
    next_steps: str


class WithdrawnItemView(Wire):
    item: ItemCode
    name: str
    step: WithdrawalStep
    step_text: str


class BlockedItemView(Wire):
    """An item that cannot go on without a withdrawn one: `at_once`, or only if the department agrees."""

    item: ItemCode
    name: str
    because: ItemCode
    because_name: str
    at_once: bool


class WithdrawalView(Wire):
    """`dry_run`: nothing was done, this is what would be. Sent again under the same key, it is the same."""

    dry_run: bool
    items: tuple[WithdrawnItemView, ...]
    blocked: tuple[BlockedItemView, ...]
    next_steps: str
