"""Of an item's page: who came for its result, or what is asked of whoever comes for it."""

from dataclasses import replace

from functions.domain.case.item import CaseItem
from functions.domain.case.todos import may_be_posted, parcel_of, to_be_handed_over
from functions.pages.case.handover import HandoverFields, handover_fields
from functions.pages.case.posting import posting_fields, signed_field
from functions.pages.fields import Field, summary
from functions.pages.office.views_item import OfficeItemPage
from functions.shapes.case.handover import collected_facts


def with_handover(
    page: OfficeItemPage, item: CaseItem, filled_in: HandoverFields | None, posting: tuple[Field, ...] = ()
) -> OfficeItemPage:
    """`filled_in`, `posting`: and not complete. The result may have been handed over meanwhile, by somebody else."""
    page = replace(page, collected=tuple(collected_facts(item)))
    if may_be_posted(item):
        signed = signed_field() if parcel_of(item) else None
        page = replace(page, posting=posting or posting_fields(), signed=signed, wrong=summary(posting))
    if not to_be_handed_over(item):
        return page
    fields = filled_in or handover_fields("")
    return replace(page, handover=fields, wrong=(*page.wrong, *summary(fields.all)))
