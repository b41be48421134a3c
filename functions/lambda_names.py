"""The names of our Lambdas, from which app.py, handlers, tasks, the state machine and the machine at home take them.

What each one is allowed, and how much memory and time it has, stands under its name in infra/functions.toml.
"""

from schemas.codes import Department

OF_REQUESTS = "api_handler"


def dispatching(department: Department) -> str:
    """One Lambda per department is the bulkhead: its own policy, timeout, concurrency and secrets."""
    return f"dispatch_{department}"


OF_THE_MACHINE: tuple[str, ...] = (
    "verify_service",
    "await_prerequisites",
    *map(dispatching, Department),
    "escalate",
    "await_correction",
    "await_operator",
    "close_case",
)
# By the minute, and by what Step Functions tells of a run.
OF_EVENTS = ("sweep", "run_ended")
# Whose code is functions.tasks.
OF_TASKS = (*OF_THE_MACHINE, *OF_EVENTS)
