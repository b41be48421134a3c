"""The pages of a draft, from 我的办件 to the receipt, and those of the window."""

from functions.pages.intake import (
    check,
    code,
    consents,
    corrections,
    drafts,
    form,
    my,
    paper_script,
    papers,
    receipt,
    window,
    window_found,
    window_list,
    window_taken,
)
from functions.pages.page import Page

PAGES: tuple[Page, ...] = (
    *my.PAGES,
    *drafts.PAGES,
    *code.PAGES,
    *form.PAGES,
    *corrections.PAGES,
    *consents.PAGES,
    *papers.PAGES,
    *paper_script.PAGES,
    *check.PAGES,
    *receipt.PAGES,
    *window.PAGES,
    *window_found.PAGES,
    *window_list.PAGES,
    *window_taken.PAGES,
)
