"""Of an item's page: who came for its result, or what is asked of whoever comes for it."""

from dataclasses import replace

from functions.domain.case.item import CaseItem
from functions.domain.case.todos import to_be_handed_over
from functions.pages.case.handover import HandoverFields, handover_fields
from functions.pages.fields import summary
from functions.pages.office.views_item import OfficeItemPage
from functions.shapes.case.handover import collected_facts


def with_handover(page: OfficeItemPage, item: CaseItem, filled_in: HandoverFields | None) -> OfficeItemPage:
    """`filled_in`: and not complete. The result may have been handed over meanwhile, by somebody else."""
    collected = tuple(collected_facts(item))
    if not to_be_handed_over(item):
        return replace(page, collected=collected)
    fields = filled_in or handover_fields("")
    return replace(page, collected=collected, handover=fields, wrong=summary(fields.all))
