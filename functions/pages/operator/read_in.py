"""A file of many entries that an operator pastes, read in all or nothing: what is wrong with it, where it was typed."""

from collections.abc import Iterable

from functions.domain.errors import FieldProblem
from functions.pages.forms import Form
from functions.pages.operator.acts import NO_REASON, REASON
from functions.pages.reasons import reason_in


class WrongFile(Exception):
    """Never leaves the pages. `field`: where the words stand."""

    def __init__(self, field: str, words: str) -> None:
        self.field = field
        super().__init__(words)


def reason_of_file(form: Form) -> str:
    """Raises WrongFile."""
    reason, wrong = reason_in(form, REASON.name, NO_REASON)
    if wrong:
        raise WrongFile(REASON.name, wrong)
    return reason


def told_by_number(problems: Iterable[FieldProblem], counter: str) -> str:
    """The first five, each with the number of its entry. `counter`: what they are counted in, 项 or 条."""
    return "".join(_line(one, counter) for one in list(problems)[:5])


def _line(problem: FieldProblem, counter: str) -> str:
    below = problem.pointer.split("/")[2:]
    if not below:
        return problem.detail
    number, *names = (part for part in below if part != "entry")
    name = f" {'.'.join(names)}" if names else ""
    return f"第 {int(number) + 1} {counter}{name}：{problem.detail}"
