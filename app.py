"""The Chalice app: binds routes and Lambda functions, nothing else."""

from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate

from functions import tasks
from functions.api.binder import bind
from functions.api.routes import ROUTES

app = Chalice(app_name="lianban", configure_logs=False)
bind(app, ROUTES)

Task = Callable[[dict[str, Any]], dict[str, Any]]


def _lambda(name: str, task: Task) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The Lambda's handler is `app.<name>`, so the module's attribute must have the same name."""

    def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        return task(event)

    handler.__name__ = name
    bound: Callable[[dict[str, Any], Any], dict[str, Any]] = app.lambda_function(name=name)(handler)
    return bound


verify_service = _lambda("verify_service", tasks.verify_service)
await_prerequisites = _lambda("await_prerequisites", tasks.await_prerequisites)
dispatch_veterans_affairs = _lambda("dispatch_veterans_affairs", tasks.dispatch_veterans_affairs)
dispatch_public_security = _lambda("dispatch_public_security", tasks.dispatch_public_security)
dispatch_human_resources = _lambda("dispatch_human_resources", tasks.dispatch_human_resources)
dispatch_healthcare_security = _lambda("dispatch_healthcare_security", tasks.dispatch_healthcare_security)
dispatch_mobilization = _lambda("dispatch_mobilization", tasks.dispatch_mobilization)
escalate = _lambda("escalate", tasks.escalate)
await_correction = _lambda("await_correction", tasks.await_correction)
await_operator = _lambda("await_operator", tasks.await_operator)
close_case = _lambda("close_case", tasks.close_case)


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, Any]:
    return tasks.sweep(event.to_dict())
