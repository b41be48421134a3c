"""The Chalice app: binds routes, pages and Lambda functions, nothing else."""

from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate

from functions.api.binder import bind
from functions.api.routes import ROUTES
from functions.lambda_names import OF_THE_MACHINE
from functions.pages import binder as pages
from functions.pages.routes import PAGES

app = Chalice(app_name="lianban", configure_logs=False)
bind(app, ROUTES)
pages.bind_pages(app, PAGES)

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def _handled(name: str, event: dict[str, Any], context: Any) -> dict[str, Any]:
    from functions import handlers

    done: dict[str, Any] = getattr(handlers, name)(event, context)
    return done


def _lambda(name: str) -> Handler:
    """Chalice takes the module's attribute for the Lambda's name. AWS enters these past this module
    (infra/package/functions.py): here they only declare themselves, and the interface pays for none of them.
    """

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return _handled(name, event, context)

    handler.__name__ = name
    bound: Handler = app.lambda_function(name=name)(handler)
    return bound


globals().update({name: _lambda(name) for name in OF_THE_MACHINE})


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, Any]:
    return _handled("sweep", event.to_dict(), event.context)


@app.on_cw_event(
    {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {"status": ["FAILED", "TIMED_OUT", "ABORTED"]},
    },
    name="run_ended",
)
def run_ended(event: CloudWatchEvent) -> dict[str, Any]:
    return _handled("run_ended", event.to_dict(), event.context)
