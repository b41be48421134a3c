"""Forms and letters of a case as PDF, and the list of what there is (申请表、登记表、通知书)."""

from functions.api.route import Call, Reply, Route
from functions.domain.applicant.paper import Paper
from functions.domain.applicant.refusals import FormNotFound
from functions.domain.case.refusals import ItemNotFound
from functions.domain.errors import MaterialsUnavailable
from functions.domain.intake.files import PDF
from functions.shapes.applicant.papers import paper_title, printed
from functions.usecases.applicant import papers as forms
from functions.usecases.applicant.papers import ListedPaper
from functions.web.roles import PAPER_READERS, SUBMITTERS
from schemas.applicant.views_forms import FormsView, FormView

_CASE = "/v1/cases/{case_id}"


def list_forms(call: Call[None, None]) -> Reply[FormsView]:
    case_id = call.path["case_id"]
    found = forms.forms_of(case_id, by=call.by, deps=call.deps)
    return Reply(FormsView(forms=tuple(_view(case_id, one) for one in found)))


def _view(case_id: str, one: ListedPaper) -> FormView:
    return FormView(
        kind=one.kind,
        title=paper_title(one),
        item=one.item,
        item_name=one.name,
        at=one.at,
        href=_address(case_id, one),
    )


def _address(case_id: str, one: ListedPaper) -> str:
    if one.item is None:
        return f"/v1/cases/{case_id}/registration-form"
    if one.letter is None:
        return f"/v1/cases/{case_id}/forms/{one.item}"
    return f"/v1/cases/{case_id}/items/{one.item}/letters/{one.letter}"


def print_application_form(call: Call[None, None]) -> Reply[bytes]:
    paper = forms.application_form_of(call.path["case_id"], call.path["item"], by=call.by, deps=call.deps)
    return _printed(call, paper, call.path["item"])


def print_registration_form(call: Call[None, None]) -> Reply[bytes]:
    paper = forms.registration_form_of(call.path["case_id"], by=call.by, deps=call.deps)
    return _printed(call, paper, "registration-form")


def print_letter(call: Call[None, None]) -> Reply[bytes]:
    case_id, item, letter = (call.path[name] for name in ("case_id", "item", "letter"))
    paper = forms.letter_of(case_id, item, letter, by=call.by, deps=call.deps)
    return _printed(call, paper, f"{item}-{letter}")


def _printed(call: Call[None, None], paper: Paper, name: str) -> Reply[bytes]:
    return Reply(*printed(paper, name, call.deps))


ROUTES = (
    Route(
        method="GET",
        path=f"{_CASE}/forms",
        summary="文书清单：登记表、各事项申请表和已有的通知书",
        roles=PAPER_READERS,
        response=FormsView,
        handler=list_forms,
    ),
    Route(
        method="GET",
        path=f"{_CASE}/registration-form",
        summary="联合办理登记表（PDF）",
        roles=SUBMITTERS,
        response=bytes,
        handler=print_registration_form,
        media=PDF,
        errors=(MaterialsUnavailable,),
    ),
    Route(
        method="GET",
        path=f"{_CASE}/forms/{{item}}",
        summary="部门申请表（PDF）：由一张表自动生成，只含该部门该事项可见的内容",
        roles=PAPER_READERS,
        response=bytes,
        handler=print_application_form,
        media=PDF,
        errors=(ItemNotFound, MaterialsUnavailable),
    ),
    Route(
        method="GET",
        path=f"{_CASE}/items/{{item}}/letters/{{letter}}",
        summary="文书（PDF）：收件、受理、补正、特别程序、延期、不予受理、不予办理、办结，留有电子印章和日期的位置；没有机构作出决定的，为事项未办理告知书",
        roles=PAPER_READERS,
        response=bytes,
        handler=print_letter,
        media=PDF,
        errors=(ItemNotFound, FormNotFound, MaterialsUnavailable),
    ),
)
