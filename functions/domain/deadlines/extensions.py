"""延长: by how much an office may extend an item's time, in sum (行政许可法 Art 42, 居民身份证法 Art 12)."""

from functions.domain.case.clock_words import clock_words_of, days_extended, word_of
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import Limit
from functions.domain.case.refusals import ExtensionNotAllowed
from functions.domain.errors import FieldProblem
from schemas.case.answers import Answer, Extended
from schemas.catalogue.figures import Extension, FigureStatus, Unit

_IN_DAYS = (Unit.WORKING_DAY, Unit.NATURAL_DAY)


def check_extension(item: CaseItem, answer: Answer, extension: Extension) -> None:
    """Raises ExtensionNotAllowed, with what is allowed. The same word again has been counted already."""
    if not isinstance(answer, Extended) or item.outcome or answer.round != item.dispatch.round:
        return
    word, most = word_of(answer), bound_of(item, extension)
    told = 0 if word in clock_words_of(item) else word.days
    left = max(most.value - days_extended(item), 0)
    field = "natural_days" if word.unit is Unit.NATURAL_DAY else "working_days"
    if word.unit is not most.unit:
        raise _refused(field, f"该事项按{_COUNTED[most.unit]}延长。{_allowed(extension, most, left)}")
    if told > left:
        raise _refused(field, _allowed(extension, most, left))
    if answer.basis is None and must_name(extension):
        raise _refused("basis", f"请写明延长的依据（basis）。{_allowed(extension, most, left)}")


def bound_of(item: CaseItem, extension: Extension) -> Limit:
    """待核定: no longer than the item's own limit, or than our own bound of supervision where that is 待核定, too."""
    if extension.status is FigureStatus.CONFIRMED and extension.value is not None:
        return Limit(extension.value, extension.unit)
    limit = item.bounds.limit
    return limit if limit and limit.unit in _IN_DAYS else Limit(item.bounds.watch_days, Unit.WORKING_DAY)


def must_name(extension: Extension) -> bool:
    return extension.status is not FigureStatus.CONFIRMED or extension.only is not None


def _allowed(extension: Extension, most: Limit, left: int) -> str:
    whole = f"{most.value} {_days(most.unit)}"
    if extension.status is FigureStatus.CONFIRMED:
        only = f"（限{extension.only}）" if extension.only else ""
        return f"依据{extension.text}{only}，合计最多延长 {whole}，还可以延长 {left} {_days(most.unit)}。"
    return f"该事项可以延长多久待核定，合计不得超过该事项自己的期限 {whole}，还可以延长 {left} {_days(most.unit)}。"


_COUNTED = {Unit.WORKING_DAY: "工作日", Unit.NATURAL_DAY: "自然日", Unit.HOUR: "小时", Unit.MONTH: "月"}


def _refused(field: str, detail: str) -> ExtensionNotAllowed:
    return ExtensionNotAllowed(problems=(FieldProblem(f"/{field}", detail),))


def _days(unit: Unit) -> str:
    return "日（自然日）" if unit is Unit.NATURAL_DAY else "个工作日"
