"""The Chalice app: binds routes and Lambda functions, nothing else."""

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate

from functions import handlers
from functions.api.binder import bind
from functions.api.routes import ROUTES

app = Chalice(app_name="lianban", configure_logs=False)
bind(app, ROUTES)


def _lambda(name: str, handle: handlers.Handler) -> handlers.Handler:
    """Chalice takes the module's attribute for the Lambda's name; it wraps a function, not any callable."""

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return handle(event, context)

    handler.__name__ = name
    bound: handlers.Handler = app.lambda_function(name=name)(handler)
    return bound


verify_service = _lambda("verify_service", handlers.verify_service)
await_prerequisites = _lambda("await_prerequisites", handlers.await_prerequisites)
dispatch_veterans_affairs = _lambda("dispatch_veterans_affairs", handlers.dispatch_veterans_affairs)
dispatch_public_security = _lambda("dispatch_public_security", handlers.dispatch_public_security)
dispatch_human_resources = _lambda("dispatch_human_resources", handlers.dispatch_human_resources)
dispatch_healthcare_security = _lambda("dispatch_healthcare_security", handlers.dispatch_healthcare_security)
dispatch_mobilization = _lambda("dispatch_mobilization", handlers.dispatch_mobilization)
escalate = _lambda("escalate", handlers.escalate)
await_correction = _lambda("await_correction", handlers.await_correction)
await_operator = _lambda("await_operator", handlers.await_operator)
close_case = _lambda("close_case", handlers.close_case)


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, Any]:
    return handlers.sweep(event.to_dict(), event.context)


@app.on_cw_event(
    {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {"status": ["FAILED", "TIMED_OUT", "ABORTED"]},
    },
    name="run_ended",
)
def run_ended(event: CloudWatchEvent) -> dict[str, Any]:
    return handlers.run_ended(event.to_dict(), event.context)
