"""What the engine itself would still do about a run that has ended."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from functions.domain.case.case import Ledger
from functions.drawing.machine import DrawnState
from functions.pages.moments import moment
from functions.pages.operator.views_graph import Reading
from functions.pages.operator.words_executions import state_words, why_not_words
from functions.ports.executions import Execution
from functions.shapes.operator.cases import number_of_run


def redrive_lines(
    execution: Execution, states: Mapping[str, DrawnState], reading: Reading, ledger: Ledger, now: datetime
) -> Iterator[str]:
    """Of one that succeeded, nothing."""
    if execution.status in ("RUNNING", "SUCCEEDED"):
        return
    told = execution.redrive
    if told is None:
        yield "运行平台没有 redrive，或者没有说明能不能 redrive。"
        return
    if told.count:
        yield f"已经 redrive 过 {told.count} 次。"
    if not told.possible:
        yield f"不能 redrive：{why_not_words(told.why_not)}"
        return
    until = f"到 {moment(told.until, now)} 以前" if told.until else "现在"
    ended = [
        one for one in states.values() if not one.flows and reading.standing(one) in ("failed", "aborted")
    ]
    again = "、".join(state_words(one.name)[0] for one in ended)
    yield (
        f"Step Functions {until}还可以 redrive：从失败或中止的状态重新开始{f'（{again}）' if again else ''}，"
        "已完成的不再做，仍用本次执行开始时的定义。"
    )
    if ledger.case.run != number_of_run(execution):
        yield f"请不要 redrive：办件已由第 {ledger.case.run} 次执行接续。"
    else:
        yield "一般不用 redrive：“由新的执行接着办理”按台账和现在的定义继续，已发出的不重发。"
