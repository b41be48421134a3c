"""The forms and letters of a case, and who may see which."""

import re
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from functions.domain.applicant.paper import Fields, Paragraph, Table
from functions.domain.applicant.papers import UNVERIFIED_NOTE
from functions.domain.applicant.refusals import FormNotFound
from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.printing.pdf import pdf
from functions.usecases.applicant import papers as forms
from functions.usecases.applicant.contest import waive
from functions.usecases.intake.submit import submit
from schemas.applicant.acts import ContestWaiver
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import SourceCode
from schemas.codes import Department, Role
from schemas.form.application import Application
from schemas.form.paths import leaf_paths, value_at
from schemas.form.words import field_title, value_text
from tests.support.editions import changed, under
from tests.support.grounds import GROUNDS
from tests.support.pdf_text import text_of
from tests.support.sources import connected
from tests.support.world import APPLICANT, World, application

CLERK = Principal("clerk-1", Role.CLERK, "440106")
FAR_CLERK = Principal("clerk-2", Role.CLERK, "445200")
OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")
ITEMS = load_edition(CURRENT).items
each_item = pytest.mark.parametrize("code", [item.code for item in ITEMS])
Model = TypeVar("Model", bound=BaseModel)
RELATIVE = {
    "cancelled_at_enlistment": True,
    "police_station": "迁入派出所",
    "move_in_address": "迁入地址某号",
    "landing_type": "relative",
    "host": {"name": "亲属乙", "id_number": "440106197001010014", "relation": "父亲", "phone": "10000000009"},
}


def staff(department: Department, region: str = "440106") -> Principal:
    return Principal("staff-1", Role.DEPARTMENT_STAFF, region, department)


def printed(world: World, case_id: str, code: str, by: Principal = APPLICANT) -> bytes:
    return pdf(forms.application_form_of(case_id, code, by=by, deps=world.deps))


def whole() -> Application:
    """Every text of it occurs at one field only."""
    sample = application(household=RELATIVE)
    return replaced(sample, {path: f"值{number:03}止" for number, path in enumerate(texts(sample))})


def texts(sample: Application) -> list[str]:
    """Free text only: codes, dates and regions come from fixed sets."""
    found = ((path, value_at(sample, path)) for path in leaf_paths(Application))
    regions = ("destination.city", "destination.county", "items")
    return [path for path, value in found if type(value) is str and path not in regions]


def replaced(model: Model, values: dict[str, Any], prefix: str = "") -> Model:
    """A copy with other values at some paths; unvalidated, for the values are markers."""
    changed: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        inner = replaced(value, values, f"{prefix}{name}.") if isinstance(value, BaseModel) else value
        changed[name] = values.get(prefix + name, inner)
    return type(model).model_construct(**changed)


def holding(form: Application) -> tuple[World, str]:
    world = World()
    case_id = world.submitted(*(item.code for item in ITEMS))
    world.store.commit(Change(case=world.ledger(case_id).case, application=form))
    return world, case_id


@each_item
def test_a_form_holds_every_field_of_its_department_and_no_other_value(code: str) -> None:
    form = whole()
    world, case_id = holding(form)
    named = load_edition(CURRENT).item(code).fields

    text = text_of(printed(world, case_id, code))

    for path in texts(form):
        assert (value_at(form, path) in text) == (path in named), path
    for path in named:
        value = form.model_dump(mode="json", warnings=False)
        assert value_text(path, at(value, path), load_edition(CURRENT).regions).replace(" ", "") in text, path


def at(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


@each_item
def test_what_the_department_may_not_see_changes_no_byte_of_its_form(code: str) -> None:
    form = application(household=RELATIVE)
    named = set(load_edition(CURRENT).item(code).fields)
    hidden: dict[str, Any] = {path: None for path in leaf_paths(Application) if path not in named | {"items"}}

    full, reduced = holding(form), holding(replaced(form, hidden))

    assert printed(*full, code) == printed(*reduced, code)


def test_a_form_holds_only_the_fields_of_the_cases_own_edition() -> None:
    narrow = changed("discharge_report", fields=("person.name", "service.discharged_on"))
    world = under(narrow, World())
    form = whole()
    case_id = world.submitted()
    world.store.commit(Change(case=world.ledger(case_id).case, application=form))

    text = text_of(printed(world, case_id, "discharge_report"))

    assert [path for path in texts(form) if value_at(form, path) in text] == ["person.name"]


def test_a_form_shows_the_reference_the_item_the_office_and_how_each_material_comes() -> None:
    world = World()
    case_id = world.submitted()

    text = text_of(printed(world, case_id, "household_registration"))

    assert f"办件编号：{world.ledger(case_id).case.reference}" in text
    assert "household_registration" not in text
    assert "公安（测试）" in text
    assert "户口登记介绍信由上一个事项办好后转来，不用提交由上一个事项“退役报到”办好后转来" in text
    assert "由办理部门核验" in text
    assert "您" not in text


def test_the_joint_form_lists_every_item() -> None:
    world = World()
    case_id = world.submitted(*(item.code for item in ITEMS))

    text = text_of(pdf(forms.registration_form_of(case_id, by=APPLICANT, deps=world.deps)))

    assert all("".join(item.name.split()) in text for item in ITEMS)


def test_the_joint_form_counts_how_the_materials_of_the_sample_stand() -> None:
    world = World()
    case_id = world.submitted()

    text = text_of(pdf(forms.registration_form_of(case_id, by=APPLICANT, deps=world.deps)))

    assert "申请材料：由上一个事项办好后转来，不用提交6件；待部门核验18件；到场时采集1件" in text
    assert "6200000000000000001" not in text


def test_an_item_that_is_not_needed_stands_on_the_joint_form_and_has_none_of_its_own() -> None:
    world = World()
    kept = application(household={"cancelled_at_enlistment": False})
    case_id = submit(kept, by=APPLICANT, key="key-1", deps=world.deps).case_id

    text = text_of(pdf(forms.registration_form_of(case_id, by=APPLICANT, deps=world.deps)))

    assert "无需办理" in text
    with pytest.raises(ItemNotFound):
        printed(world, case_id, "household_registration")


@pytest.mark.slow
def test_every_department_has_a_form_for_each_of_its_items() -> None:
    world = World()
    case_id = world.submitted(*(item.code for item in ITEMS))

    for item in ITEMS:
        assert printed(world, case_id, item.code).startswith(b"%PDF-")


def test_an_offices_staff_see_the_form_of_what_has_reached_them_and_nothing_else() -> None:
    world = World()
    case_id = world.submitted()
    police, veterans = staff(Department.PUBLIC_SECURITY), staff(Department.VETERANS_AFFAIRS)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")

    assert printed(world, case_id, "discharge_report", veterans)
    listed = forms.forms_of(case_id, by=veterans, deps=world.deps)
    assert [one.item for one in listed] == ["discharge_report"]
    for by in (police, staff(Department.VETERANS_AFFAIRS, "445200"), OPERATOR, FAR_CLERK):
        with pytest.raises(CaseNotFound):
            forms.forms_of(case_id, by=by, deps=world.deps)
    with pytest.raises(CaseNotFound):
        printed(world, case_id, "household_registration", police)
    with pytest.raises(ItemNotFound):
        printed(world, case_id, "economic_subsidy", veterans)
    with pytest.raises(CaseNotFound):
        forms.registration_form_of(case_id, by=veterans, deps=world.deps)


def test_a_stranger_and_an_unknown_item_find_nothing() -> None:
    world = World()
    case_id = world.submitted()

    assert printed(world, case_id, "identity_card", CLERK)
    with pytest.raises(CaseNotFound):
        printed(world, case_id, "identity_card", Principal("stranger", Role.APPLICANT))
    with pytest.raises(ItemNotFound):
        printed(world, case_id, "service_check")


def test_letters_follow_the_offices_answers() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")

    before = forms.forms_of(case_id, by=APPLICANT, deps=world.deps)
    world.answered(case_id, "discharge_report", "received", receipt="收字1号")
    world.answered(case_id, "discharge_report", "accepted")
    after = forms.forms_of(case_id, by=APPLICANT, deps=world.deps)

    assert [one.letter for one in before if one.letter] == []
    assert [one.letter for one in after if one.letter] == ["receipt", "acceptance"]
    letter = forms.letter_of(case_id, "discharge_report", "receipt", by=APPLICANT, deps=world.deps)
    assert "测试甲：" in text_of(pdf(letter))
    assert "收字1号" in text_of(pdf(letter))
    with pytest.raises(FormNotFound):
        forms.letter_of(case_id, "discharge_report", "non_acceptance", by=APPLICANT, deps=world.deps)


def test_a_correction_letter_stays_after_the_correction_was_answered() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    missing = [{"name": "退役证件", "reason": "缺少内页"}]

    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    asked = pdf(forms.letter_of(case_id, "discharge_report", "correction-1", by=APPLICANT, deps=world.deps))

    assert "退役证件缺少内页" in text_of(asked)
    assert "请于2026年" in text_of(asked)


@pytest.mark.slow
def test_every_step_of_an_item_has_its_letter_and_each_can_be_printed() -> None:
    world = World()
    case_id = world.submitted("driving_licence")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "driving_licence")
    for kind, more in (
        ("received", {}),
        ("accepted", {}),
        ("suspended", {"reason": "等待体检"}),
        ("resumed", {}),
        ("extended", {"reason": "情况复杂", "working_days": 5}),
        ("refused", {"reason": "条件不符", **GROUNDS}),
    ):
        world.answered(case_id, "driving_licence", kind, **more)

    listed = forms.forms_of(case_id, by=APPLICANT, deps=world.deps)
    names = [one.letter for one in listed if one.letter]
    printed = {
        name: text_of(pdf(forms.letter_of(case_id, "driving_licence", name, by=APPLICANT, deps=world.deps)))
        for name in names
    }

    assert sorted(names) == ["acceptance", "extension-1", "receipt", "refusal", "suspension-1"]
    assert "等待体检" in printed["suspension-1"]
    assert "延长办理期限5个工作日" in printed["extension-1"]
    assert "提起行政诉讼" in printed["refusal"]
    newest = forms.letter_of(case_id, "driving_licence", "extension", by=APPLICANT, deps=world.deps)
    assert newest.title == "延长办理期限告知书"


def test_a_service_check_that_ends_badly_has_its_letter_and_one_that_passes_has_none() -> None:
    world = World()
    passed, failed = world.submitted(), world.submitted()
    world.granted(passed, "service_check")
    world.dispatched(failed, "service_check")
    world.answered(failed, "service_check", "refused", reason="查无记录", **GROUNDS)

    listed = {
        case_id: [one.letter for one in forms.forms_of(case_id, by=APPLICANT, deps=world.deps) if one.letter]
        for case_id in (passed, failed)
    }

    assert listed == {passed: [], failed: ["refusal"]}
    letter = forms.letter_of(failed, "service_check", "refusal", by=APPLICANT, deps=world.deps)
    text = text_of(pdf(letter))
    assert "其“入伍信息核查”，经审查，本机构核查的结论为不通过。" in text
    assert "申请行政复议" in text
    assert "前（含当天）凭证明材料提出一次异议" in text


def test_a_decision_that_nobody_contests_stays_the_letter_of_its_own_day() -> None:
    """Its office said nothing on the day on which its applicant's time was over, or they let it rest."""
    world = World()
    failed = world.submitted()
    world.dispatched(failed, "service_check")
    world.answered(failed, "service_check", "refused", reason="查无记录", **GROUNDS)
    issued = forms.letter_of(failed, "service_check", "refusal", by=APPLICANT, deps=world.deps)

    world.clock.advance(timedelta(days=2))
    waive(failed, ContestWaiver(round=1), by=APPLICANT, key="waive-key-1", deps=world.deps)

    later = forms.letter_of(failed, "service_check", "refusal", by=APPLICANT, deps=world.deps)
    assert world.item(failed, "service_check").outcome == "refused"
    assert (later.made_at, later.code) == (issued.made_at, issued.code)


def test_a_form_says_which_of_its_fields_no_source_has_told() -> None:
    world, sources = connected()
    sources.failing[SourceCode.SERVICE_RECORD] = "Timeout"
    case_id = world.submitted("economic_subsidy")

    form = forms.application_form_of(case_id, "economic_subsidy", by=APPLICANT, deps=world.deps)
    joint = forms.registration_form_of(case_id, by=APPLICANT, deps=world.deps)

    for paper in (form, joint):
        rows = {
            name: told for block in paper.blocks if isinstance(block, Fields) for name, told in block.entries
        }
        assert rows[field_title("service.discharged_on")].endswith("（待核验）")
        assert "待核验" not in rows[field_title("person.name")] + rows[field_title("person.phone")]
        assert Paragraph(UNVERIFIED_NOTE) in paper.blocks


def test_a_form_of_which_every_source_told_its_fields_has_no_such_word() -> None:
    world, _ = connected()
    case_id = world.submitted()

    text = text_of(printed(world, case_id, "discharge_report"))

    assert "待核验" not in text


def test_a_blocked_item_has_a_letter_that_its_applicant_can_print() -> None:
    world = World()
    case_id = world.submitted("discharge_report", "household_registration")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    world.answered(case_id, "discharge_report", "refused", **{"reason": "查无此人", **GROUNDS})

    listed = forms.forms_of(case_id, by=APPLICANT, deps=world.deps)
    letter = forms.letter_of(case_id, "household_registration", "not_done", by=APPLICANT, deps=world.deps)

    assert ("household_registration", "not_done") in [(one.item, one.letter) for one in listed]
    assert "“退役报到”的结果为不予办理" in text_of(pdf(letter))
    with pytest.raises(CaseNotFound):
        forms.letter_of(
            case_id,
            "household_registration",
            "not_done",
            by=staff(Department.PUBLIC_SECURITY),
            deps=world.deps,
        )


@pytest.mark.slow
def test_no_paper_shows_a_code_and_the_lines_of_the_joint_form_are_counted_without_gaps() -> None:
    world = World()
    case_id = world.submitted("discharge_report", "social_insurance", "reserve_registration")
    world.granted(case_id, "service_check")
    world.granted(case_id, "discharge_report")

    joint = forms.registration_form_of(case_id, by=APPLICANT, deps=world.deps)
    listed = [one for one in forms.forms_of(case_id, by=APPLICANT, deps=world.deps) if one.letter]

    (table,) = (block for block in joint.blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == ["1", "2", "3"]
    papers = [joint, forms.application_form_of(case_id, "discharge_report", by=APPLICANT, deps=world.deps)]
    for one in listed:
        assert one.item
        assert one.letter
        papers.append(forms.letter_of(case_id, one.item, one.letter, by=APPLICANT, deps=world.deps))
    assert len(papers) > 2
    for paper in papers:
        assert not re.search("[a-z]+_[a-z]+", text_of(pdf(paper)))
