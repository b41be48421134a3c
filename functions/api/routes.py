"""Every route of the interface, and the two that tell of them all."""

from functions.api import (
    routes_applicant,
    routes_batches,
    routes_case,
    routes_department,
    routes_draft,
    routes_exchange,
    routes_feedback,
    routes_forms,
    routes_incidents,
    routes_materials,
    routes_national,
    routes_operator,
    routes_prefill,
    routes_public,
    routes_ratings,
    routes_settings,
    routes_window,
    routes_worklist,
)
from functions.api.binder import AnyRoute
from functions.api.route import Access, Call, Reply, Route

HTML = "text/html; charset=utf-8"
SHARED_FOR_MINUTES = {"Cache-Control": "public, max-age=300"}


def show_openapi(_call: Call[None, None]) -> Reply[str]:
    # Imported when somebody asks, as the page is: no other request needs them.
    from functions.api import openapi

    return Reply(openapi.text_of(ROUTES), SHARED_FOR_MINUTES)


def show_docs(_call: Call[None, None]) -> Reply[str]:
    from functions.api import docs

    return Reply(docs.page_of(ROUTES), {"Content-Security-Policy": docs.POLICY, **SHARED_FOR_MINUTES})


ROUTES: tuple[AnyRoute, ...] = (
    *routes_public.ROUTES,
    *routes_draft.ROUTES,
    *routes_prefill.ROUTES,
    *routes_window.ROUTES,
    *routes_case.ROUTES,
    *routes_applicant.ROUTES,
    *routes_forms.ROUTES,
    *routes_materials.ROUTES,
    *routes_department.ROUTES,
    *routes_worklist.ROUTES,
    *routes_exchange.ROUTES,
    *routes_ratings.ROUTES,
    *routes_feedback.ROUTES,
    *routes_national.ROUTES,
    *routes_operator.ROUTES,
    *routes_incidents.ROUTES,
    *routes_batches.ROUTES,
    *routes_settings.ROUTES,
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
        media=HTML,
    ),
)
