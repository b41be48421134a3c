"""The pages of offices."""

from functions.pages.office import pages_answer, pages_item, pages_list, pages_together
from functions.pages.page import Page

PAGES: tuple[Page, ...] = (*pages_list.PAGES, *pages_item.PAGES, *pages_answer.PAGES, *pages_together.PAGES)
