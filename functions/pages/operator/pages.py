"""The operator's console: what is wrong, what each case waits for, and what is done about it."""

from functions.pages.operator import (
    pages_act,
    pages_batches,
    pages_case,
    pages_cases,
    pages_executions,
    pages_exports,
    pages_feedback,
    pages_figures,
    pages_incidents,
    pages_item,
    pages_now,
    pages_records,
    pages_reviews,
    pages_rollout,
    pages_route,
    pages_routes,
    pages_setback,
    pages_unknown,
)
from functions.pages.page import Page

PAGES: tuple[Page, ...] = (
    *pages_now.PAGES,
    *pages_incidents.PAGES,
    *pages_cases.PAGES,
    *pages_case.PAGES,
    *pages_item.PAGES,
    *pages_act.PAGES,
    *pages_executions.PAGES,
    *pages_batches.PAGES,
    *pages_reviews.PAGES,
    *pages_setback.PAGES,
    *pages_routes.PAGES,
    *pages_route.PAGES,
    *pages_rollout.PAGES,
    *pages_figures.PAGES,
    *pages_records.PAGES,
    *pages_unknown.PAGES,
    *pages_exports.PAGES,
    *pages_feedback.PAGES,
)
