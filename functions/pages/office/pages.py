"""The pages of offices."""

from functions.pages.office import (
    kit_files,
    pages_answer,
    pages_collections,
    pages_exchange,
    pages_finished,
    pages_item,
    pages_kit,
    pages_kit_deliveries,
    pages_kit_files,
    pages_kit_keys,
    pages_kit_reports,
    pages_kit_resend,
    pages_list,
    pages_papers,
    pages_together,
    pages_transfer,
    pages_visits,
)
from functions.pages.page import Page

PAGES: tuple[Page, ...] = (
    *pages_list.PAGES,
    *pages_finished.PAGES,
    *pages_item.PAGES,
    *pages_papers.PAGES,
    *pages_answer.PAGES,
    *pages_together.PAGES,
    *pages_transfer.PAGES,
    *pages_collections.PAGES,
    *pages_visits.PAGES,
    *pages_exchange.PAGES,
    *pages_kit.PAGES,
    *pages_kit_deliveries.PAGES,
    *pages_kit_resend.PAGES,
    *pages_kit_reports.PAGES,
    *pages_kit_keys.PAGES,
    *pages_kit_files.PAGES,
    *kit_files.PAGES,
)
