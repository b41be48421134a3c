"""Once is once (一事一申请): which chosen items their person has already, open or granted for good. Pure.

Decided when somebody asks, from the cases as they are then: nothing is written when an item ends.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from functions.domain.case.access import Principal, may_see
from functions.domain.case.case import Case, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import ItemAlreadyApplied
from functions.domain.errors import FieldProblem
from schemas.catalogue.edition import Edition
from schemas.catalogue.item import Repeat
from schemas.codes import Outcome, Role


@dataclass(frozen=True, slots=True)
class TakenItem:
    """`granted`: it is over, and is not applied for again; otherwise it is under way."""

    code: str
    case: Case
    granted: bool


def taken_items(items: Iterable[str], before: Iterable[Ledger], edition: Edition) -> tuple[TakenItem, ...]:
    """`before`: the earlier cases of the same person. How often an item may be applied for is what `edition` says today."""
    wanted = tuple(items)
    found = {one.code: one for ledger in before for one in _of_case(wanted, ledger, edition)}
    return tuple(found[code] for code in wanted if code in found)


def _of_case(wanted: tuple[str, ...], ledger: Ledger, edition: Edition) -> Iterator[TakenItem]:
    for item in ledger.held:
        if item.code in wanted and _is_taken(item, edition):
            yield TakenItem(item.code, ledger.case, granted=item.outcome is Outcome.GRANTED)


def _is_taken(item: CaseItem, edition: Edition) -> bool:
    if item.outcome is None:
        return True
    return item.outcome is Outcome.GRANTED and edition.item(item.code).repeat is Repeat.ONCE


def check_not_taken(
    items: tuple[str, ...], taken: tuple[TakenItem, ...], by: Principal, edition: Edition
) -> None:
    """Raises ItemAlreadyApplied, with each item's place in the form and the case that has it."""
    if taken:
        raise ItemAlreadyApplied(problems=taken_problems(items, taken, by, edition))


def taken_problems(
    items: tuple[str, ...], taken: tuple[TakenItem, ...], by: Principal, edition: Edition
) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(f"/items/{items.index(one.code)}", taken_text(one, by, edition)) for one in taken
    )


def shown_reference(one: TakenItem, by: Principal) -> str | None:
    """An applicant asks about themselves; a clerk reads the number of a case of their own region only."""
    return one.case.reference if by.role is Role.APPLICANT or may_see(by, one.case) else None


def taken_text(one: TakenItem, by: Principal, edition: Edition) -> str:
    """What was given once says, too, whom to ask who served a second time: whether it is given again nobody has said."""
    item = edition.item(one.code)
    now = _GRANTED.format(again=item.again.text if item.again else "") if one.granted else _OPEN
    return f"“{item.name}”{_where(one, by, edition)}{now}"


def _where(one: TakenItem, by: Principal, edition: Edition) -> str:
    reference = shown_reference(one, by)
    if reference is None:
        return "申请人已在其他地区申请（办件编号可由申请人本人登录查看），"
    office = edition.regions.name(one.case.county or one.case.city)
    return f"已在办件 {reference}{f'（{office}）' if by.role is Role.CLERK else ''} 中申请，"


_OPEN = "正在办理。请在该办件中查看进度；要重新申请，请先在该办件中撤回这个事项，或等它有了结果。本次请去掉这个事项。"
_GRANTED = (
    "已经办结。这个事项只办理一次，不能在网上再次申请；对结果有疑问的，请向办理机关询问。{again}"
    "本次请去掉这个事项，其余事项可以照常提交。"
)
