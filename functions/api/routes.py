"""Every route of the interface, and the two that tell of them all."""

from functions.api import national as routes_national
from functions.api import numbers as routes_numbers
from functions.api.applicant import routes as routes_applicant
from functions.api.applicant import (
    routes_appointments,
    routes_feedback,
    routes_forms,
    routes_ratings,
    routes_todos,
)
from functions.api.binder import AnyRoute
from functions.api.guide import routes as routes_public
from functions.api.intake import (
    routes_case,
    routes_documents,
    routes_draft,
    routes_materials,
    routes_prefill,
    routes_submission,
    routes_window,
)
from functions.api.office import (
    routes_conformance,
    routes_decisions,
    routes_deliveries,
    routes_department,
    routes_directory,
    routes_exchange,
    routes_finished,
    routes_slots,
    routes_worklist,
)
from functions.api.operator import routes as routes_operator
from functions.api.operator import (
    routes_audit,
    routes_batches,
    routes_circulars,
    routes_figures,
    routes_incidents,
    routes_looks,
    routes_settings,
    routes_unknown,
    routes_why,
)
from functions.api.operator import routes_deliveries as routes_case_deliveries
from functions.api.operator import routes_directory as routes_of_directory
from functions.api.operator import routes_ratings as routes_region_ratings
from functions.api.route import Access, Call, Reply, Route

_HTML = "text/html; charset=utf-8"
_SHARED_FOR_MINUTES = {"Cache-Control": "public, max-age=300"}


def show_openapi(_call: Call[None, None]) -> Reply[str]:
    # Imported when somebody asks, as the page is: no other request needs them.
    from functions.api import openapi

    return Reply(openapi.text_of(ROUTES), _SHARED_FOR_MINUTES)


def show_docs(_call: Call[None, None]) -> Reply[str]:
    from functions.api import docs

    return Reply(docs.docs_page(ROUTES), {"Content-Security-Policy": docs.DOCS_POLICY, **_SHARED_FOR_MINUTES})


ROUTES: tuple[AnyRoute, ...] = (
    *routes_public.ROUTES,
    *routes_draft.ROUTES,
    *routes_prefill.ROUTES,
    *routes_window.ROUTES,
    *routes_submission.ROUTES,
    *routes_case.ROUTES,
    *routes_applicant.ROUTES,
    *routes_todos.ROUTES,
    *routes_appointments.ROUTES,
    *routes_forms.ROUTES,
    *routes_materials.ROUTES,
    *routes_documents.ROUTES,
    *routes_department.ROUTES,
    *routes_directory.ROUTES,
    *routes_worklist.ROUTES,
    *routes_decisions.ROUTES,
    *routes_finished.ROUTES,
    *routes_slots.ROUTES,
    *routes_exchange.ROUTES,
    *routes_conformance.ROUTES,
    *routes_deliveries.ROUTES,
    *routes_ratings.ROUTES,
    *routes_feedback.ROUTES,
    *routes_national.ROUTES,
    *routes_numbers.ROUTES,
    *routes_operator.ROUTES,
    *routes_why.ROUTES,
    *routes_unknown.ROUTES,
    *routes_case_deliveries.ROUTES,
    *routes_looks.ROUTES,
    *routes_audit.ROUTES,
    *routes_region_ratings.ROUTES,
    *routes_incidents.ROUTES,
    *routes_batches.ROUTES,
    *routes_settings.ROUTES,
    *routes_of_directory.ROUTES,
    *routes_figures.ROUTES,
    *routes_circulars.ROUTES,
    Route(
        method="GET",
        path="/openapi.json",
        summary="接口说明（OpenAPI 3.1）",
        roles=Access.PUBLIC,
        response=str,
        handler=show_openapi,
    ),
    Route(
        method="GET",
        path="/docs",
        summary="接口说明（网页）",
        roles=Access.PUBLIC,
        response=str,
        handler=show_docs,
        media=_HTML,
    ),
)
