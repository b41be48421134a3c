import shutil
import zipfile
from importlib import resources
from pathlib import Path

import pytest

from schemas.catalogue.edition import CURRENT, CatalogueError, Edition, load_edition, read_edition
from schemas.codes import Department
from schemas.form.required import NeededWhen

EDITION = load_edition(CURRENT)
NEXT = len(EDITION.items) + 1
VETERANS, POLICE = Department.VETERANS_AFFAIRS, Department.PUBLIC_SECURITY
INSURANCE, MEDICAL, MILITARY = (
    Department.HUMAN_RESOURCES,
    Department.HEALTHCARE_SECURITY,
    Department.MOBILIZATION,
)
TABLE = [
    (1, "discharge_report", "退役报到", VETERANS, ()),
    (2, "economic_subsidy", "自主就业一次性经济补助金的给付", VETERANS, ("discharge_report",)),
    (3, "employment_support", "自主就业职业技能培训和就业创业指导", VETERANS, ("discharge_report",)),
    (4, "household_registration", "户口登记（退役军人恢复户口）", POLICE, ("discharge_report",)),
    (5, "identity_card", "居民身份证申领", POLICE, ("household_registration",)),
    (6, "driving_licence", "持军警驾驶证申领机动车驾驶证", POLICE, ("identity_card",)),
    (7, "social_insurance", "社会保险登记", INSURANCE, ()),
    (8, "pension_transfer", "军地养老保险关系转移接续", INSURANCE, ("social_insurance",)),
    (9, "social_security_card", "社会保障卡（含电子社保卡）申领", INSURANCE, ("social_insurance",)),
    (10, "medical_insurance", "基本医疗保险参保和变更登记", MEDICAL, ()),
    (11, "medical_transfer", "基本医疗保险关系转移接续", MEDICAL, ("medical_insurance",)),
    (12, "reserve_registration", "预备役登记", MILITARY, ("discharge_report",)),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = resources.files("schemas") / "catalogue" / "editions" / CURRENT
    for file in shipped.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_an_item(folder: Path, *, number: int = NEXT) -> Edition:
    text = (folder / "social_security_card.toml").read_text(encoding="utf-8")
    text = text.replace('code = "social_security_card"', 'code = "added_card"', 1)
    text = text.replace("number = 9", f"number = {number}", 1)
    (folder / "added_card.toml").write_text(text, encoding="utf-8")
    return read_edition(folder, name="next")


def test_the_first_twelve_items_are_those_of_the_plan() -> None:
    first = EDITION.items[: len(TABLE)]

    assert [(i.number, i.code, i.name, i.department, i.after) for i in first] == TABLE


def test_the_service_check_is_a_precheck_and_no_item() -> None:
    assert EDITION.service_check.department is MILITARY
    assert EDITION.service_check.name == "入伍信息核查"
    assert EDITION.item("service_check") is EDITION.service_check
    assert not EDITION.has("service_check")
    assert EDITION.has("discharge_report")


def test_what_needs_no_service_check_says_why_by_a_source_and_waits_for_nothing_that_does() -> None:
    free = {item.code: item for item in EDITION.items if not item.needs_service_check}

    assert set(free) == {"identity_card", "social_insurance", "social_security_card", "medical_insurance"}
    for item in free.values():
        assert item.unchecked is not None
        assert item.unchecked.source in EDITION.sources
    # Where the household register has to be restored first, that is what the card waits for.
    waits = {before for item in free.values() for before in item.after if before not in free}
    assert waits == {"household_registration"}


def test_an_item_that_needs_no_service_check_without_a_reason_is_no_item(folder: Path) -> None:
    rewrite(folder / "discharge_report.toml", "after = []", "needs_service_check = false\nafter = []")

    with pytest.raises(CatalogueError, match="needs_service_check"):
        read_edition(folder, name="next")


def test_an_unknown_code_or_edition_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        EDITION.item("nothing")
    with pytest.raises(KeyError):
        load_edition("../catalogue")


def test_an_edition_is_read_once() -> None:
    assert load_edition(CURRENT) is EDITION


def test_an_added_item_is_one_more_file(folder: Path) -> None:
    edition = add_an_item(folder)

    assert len(edition.items) == NEXT
    assert edition.item("added_card").number == NEXT


def test_an_edition_can_be_read_from_a_zip(folder: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path.parent / f"{tmp_path.name}-zip"), "zip", folder)

    with zipfile.ZipFile(archive) as opened:
        edition = read_edition(zipfile.Path(opened), name=CURRENT)

    assert edition == EDITION


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("economic_subsidy.toml", "watch_days = 20", "watch_days = -1", "watch_days"),
        ("economic_subsidy.toml", "watch_days = 20", "watch_weeks = 4", "watch_weeks"),
        ("economic_subsidy.toml", '"service.merit"', '"service.medal"', "service.medal"),
        ("economic_subsidy.toml", '"service.placement_type"\none', '"service.place"\none', "service.place"),
        ("economic_subsidy.toml", 'source = "L-BY"', 'source = "L-XX"', "L-XX"),
        ("economic_subsidy.toml", 'again = { ', 'again = { source = "L-XX", ', "L-XX"),
        ("driving_licence.toml", 'source = "L-XK", text', 'source = "L-XX", text', "L-XX"),
        ("economic_subsidy.toml", 'status = "to_be_confirmed"', 'status = "confirmed"', "visits"),
        ("economic_subsidy.toml", "number = 2", "number = 2 2", "economic_subsidy.toml"),
        ("economic_subsidy.toml", "otherwise =", "because =", "applies_when"),
        ("economic_subsidy.toml", 'code = "economic_subsidy"', 'code = "subsidy_item"', "subsidy_item"),
        ("economic_subsidy.toml", 'requires = [', 'requires = ["person.sex", ', "requires 只能是 fields"),
        ("medical_transfer.toml", '"person.phone"', '"bank.account"', "不得查看 bank.account"),
        ("service_check.toml", 'kind = "precheck"', 'kind = "other"', "service_check.toml"),
        ("social_insurance.toml", "value = 10, ", "", "time_limits.0"),
        ("pension_transfer.toml", "    { status", "    { value = 15, status", "time_limits.0"),
        ("identity_card.toml", 'source = "earlier_item", ', 'source = "upload", ', "materials.1"),
        ("identity_card.toml", '"photo_fingerprint"', '"household_book"', "材料代码重复"),
        ("sources.toml", "title =", "name =", "sources.toml"),
        ("questions.toml", '"service.rank_class"', '"service.rank"', "rank_class: 表单没有字段"),
        ("questions.toml", 'value = "conscript"', 'value = "private"', "private 不是表单的取值"),
        ("questions.toml", 'value = "conscript"', 'value = "unsure"', "unsure"),
        ("questions.toml", 'code = "placement_type"', 'code = "rank_class"', "code 重复"),
        ("questions.toml", 'kind = "date"', 'kind = "choice"', "options"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_file_and_field(folder: Path, file: str, old: str, new: str, told: str) -> None:
    rewrite(folder / file, old, new)

    with pytest.raises(CatalogueError) as caught:
        read_edition(folder, name="broken")

    assert file in str(caught.value)
    assert told in str(caught.value)


def test_a_cycle_of_prerequisites_is_refused(folder: Path) -> None:
    rewrite(folder / "discharge_report.toml", "after = []", 'after = ["driving_licence"]')

    with pytest.raises(CatalogueError, match="成环"):
        read_edition(folder, name="broken")


def test_a_prerequisite_must_exist(folder: Path) -> None:
    rewrite(folder / "discharge_report.toml", "after = []", 'after = ["nothing_known"]')

    with pytest.raises(CatalogueError, match="nothing_known"):
        read_edition(folder, name="broken")


@pytest.mark.parametrize("number", [9, NEXT + 1])
def test_numbers_run_without_gap_or_repetition(folder: Path, number: int) -> None:
    with pytest.raises(CatalogueError, match="number"):
        add_an_item(folder, number=number)


def test_a_catalogue_without_its_precheck_is_refused(folder: Path) -> None:
    (folder / "service_check.toml").unlink()

    with pytest.raises(CatalogueError, match="precheck"):
        read_edition(folder, name="broken")


def test_what_the_chosen_items_require_is_named_once_and_an_unknown_one_requires_nothing() -> None:
    chosen = ("social_insurance", "medical_transfer", "social_insurance", "nothing_known", "service_check")

    always = tuple(one for one in EDITION.required(chosen) if isinstance(one, str))

    assert always == (
        "insurance.pension_type",
        "insurance.medical_type",
        "insurance.medical_history",
        "insurance.medical_voucher",
    )
    assert [one for one in EDITION.required(chosen) if not isinstance(one, str)] == [
        NeededWhen(path, (("insurance.pension_type", ("flexible",)),))
        for path in ("insurance.pension_start", "insurance.pension_base")
    ]
