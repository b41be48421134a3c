"""The Lambda functions of the state machine and the schedule, as AWS calls them: `handlers.<name>(event, context)`.

The template names these as Handler, so that no department's Lambda imports the interface (app.py binds them for Chalice).
Around each task: the ids on every line of the log, and of a failure that is not ours only the kind and the place.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from functions.adapters.uncollected import uncollected
from functions.adapters.unwritten import write_when_called
from functions.lambda_names import OF_TASKS

# In the package alone, which is compiled as with -O (infra/package/bare.py).
if not __debug__:
    write_when_called()
with uncollected():
    from functions import tasks
    from functions.domain.errors import LianbanError
    from functions.telemetry.lines import about, write_line

_Task = Callable[[dict[str, Any]], dict[str, Any]]
IDS = ("case_id", "item", "run")


class TaskBroke(LianbanError):
    """A task failed in a way that nobody foresaw. What it said may quote a person: the log has its kind and place."""

    detail = "任务异常结束，原因见日志。"


def handle(task: _Task, name: str, event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Raises what the task raises of ours, under its own name; anything else as TaskBroke."""
    ids = {key: event[key] for key in IDS if key in event}
    with about(task=name, request_id=getattr(context, "aws_request_id", None), **ids):
        try:
            return task(event)
        except LianbanError as error:
            write_line("task failed", {"error": type(error).__name__, "code": error.code}, level="WARNING")
            raise
        except Exception as error:
            from functions.web.log import place_of

            write_line("task broke", {"error": type(error).__name__, "place": place_of(error)}, level="ERROR")
            raise TaskBroke from None


# AWS finds each by its name, as an attribute of this module.
globals().update({name: partial(handle, getattr(tasks, name), name) for name in OF_TASKS})
