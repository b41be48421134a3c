"""What can be true of a person (合乎情理): field against field, and against today. Nobody real is refused."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from schemas.codes_form import MedicalRequest, Merit, MilitaryLicence, PlacementType, RankClass
from schemas.form.held import HeldResults
from schemas.form.paths import value_at
from schemas.form.person import born_on, is_id_number
from schemas.refusing import Finding

# 兵役法 asks eighteen, or seventeen with consent; before its days some were sixteen. Others may have been taken in younger,
# for the army's schools, arts and sports, and older, for their trade: only what nobody can have done is refused.
YOUNGEST_CONSCRIPT, YOUNGEST, _OLDEST = 16, 12, 60
# 退役士兵安置条例 (2011): who enlisted before it may choose what held then, when towns placed every conscript.
PLACED_BY_CONDITIONS_SINCE = date(2011, 11, 1)
YEARS_FOR_A_JOB = 12
_MERITS_FOR_A_JOB = frozenset(
    {
        Merit.THIRD_CLASS_COMBAT,
        Merit.SECOND_CLASS,
        Merit.FIRST_CLASS,
        Merit.COMMENDATION,
        Merit.HONORARY_TITLE,
    }
)
# Disabled by war 5 to 8; who has 1 to 4 may give up 退休 or 供养 for it.
_GRADES_FOR_A_JOB = range(1, 9)
_ASKS_MERIT = "discharge_report"

_FAR = "请核对：这一日期不应晚于今天之后一年。"


def impossible(form: BaseModel) -> Iterator[Finding]:
    """Between the sections. Fields may be absent: an unfinished form is judged too."""
    born, enlisted = _born(form), value_at(form, "service.enlisted_on")
    if born and enlisted:
        yield from _age(born, enlisted, value_at(form, "service.rank_class"))
    discharged = value_at(form, "service.discharged_on")
    for month in ("pension_start", "medical_start"):
        start = value_at(form, f"insurance.{month}")
        if start and discharged and start < f"{discharged:%Y-%m}" and not _changes(form, month):
            yield ("insurance", month), "起始月份不应早于退出现役的月份，请核对。"
    fixed = value_at(form, "service.placement_fixed_on")
    if fixed and enlisted and fixed <= enlisted:
        yield ("service", "placement_fixed_on"), "安置地确定日期应晚于入伍日期，请核对。"
    own = value_at(form, "person.id_number")
    if own is not None and own == value_at(form, "household.host.id_number"):
        yield ("household", "host", "id_number"), "被投靠人应为亲属，不能填本人的公民身份号码。"
    if _has_no_right_to_a_job(form):
        yield (
            ("service", "placement_type"),
            "安排工作适用于服现役满12年的军士，获三等战功、二等功以上奖励、一级表彰或者勋章、荣誉称号的，"
            "因战致残五至八级的，以及烈士子女。请核对安置方式、服役日期、立功受奖、残疾等级和是否烈士子女。",
        )


def untimely(form: BaseModel, today: date) -> Iterator[Finding]:
    """Against today, which is Shanghai's."""
    if (born := value_at(form, "person.birth_date")) and born > today:
        yield ("person", "birth_date"), "出生日期晚于今天，请核对。"
    if (enlisted := value_at(form, "service.enlisted_on")) and enlisted > today:
        yield ("service", "enlisted_on"), "入伍日期晚于今天，请核对。"
    latest = _a_year_after(today)
    for name in ("discharged_on", "placement_fixed_on"):
        if (day := value_at(form, f"service.{name}")) and day > latest:
            yield ("service", name), _FAR
    for name in ("pension_start", "medical_start"):
        if (month := value_at(form, f"insurance.{name}")) and month > f"{latest:%Y-%m}":
            yield ("insurance", name), _FAR
    yield from _licence(form, today)
    yield from _held(form, today)


def _born(form: BaseModel) -> date | None:
    """As the ID number says: a mistyped birthday is told at the birthday, and makes nobody too young or too old."""
    number = value_at(form, "person.id_number")
    if number is not None and is_id_number(number):
        return born_on(number)
    born: date | None = value_at(form, "person.birth_date")
    return born


def _age(born: date, enlisted: date, rank: Any) -> Iterator[Finding]:
    age = _years(born, enlisted)
    youngest = YOUNGEST_CONSCRIPT if rank is RankClass.CONSCRIPT else YOUNGEST
    where = ("service", "enlisted_on")
    if enlisted <= born:
        yield where, "入伍日期应晚于出生日期，请核对。"
    elif age < youngest:
        yield where, f"按所填日期，入伍时不满 {youngest} 周岁，请核对入伍日期和公民身份号码。"
    elif age > _OLDEST:
        yield where, f"按所填日期，入伍时已超过 {_OLDEST} 周岁，请核对入伍日期和公民身份号码。"


def _changes(form: BaseModel, month: str) -> bool:
    """变更: of an insurance that may be older."""
    return month == "medical_start" and value_at(form, "insurance.medical_request") is MedicalRequest.CHANGE


def _has_no_right_to_a_job(form: BaseModel) -> bool:
    """安置条例 Art 25, of who enlisted under it. Only where the items ask for merit: else nobody could say what they have."""
    if value_at(form, "service.placement_type") is not PlacementType.ASSIGNED_JOB:
        return False
    enlisted, discharged = value_at(form, "service.enlisted_on"), value_at(form, "service.discharged_on")
    if _ASKS_MERIT not in (value_at(form, "items") or ()) or not enlisted or not discharged:
        return False
    if enlisted < PLACED_BY_CONDITIONS_SINCE or value_at(form, "service.martyr_child"):
        return False
    # By calendar years: how the army counts the months of its two intakes is not ours to judge.
    years = discharged.year - enlisted.year
    served = value_at(form, "service.rank_class") is not RankClass.CONSCRIPT and years >= YEARS_FOR_A_JOB
    decorated = value_at(form, "service.merit") in _MERITS_FOR_A_JOB
    return not (served or decorated or value_at(form, "service.disability_grade") in _GRADES_FOR_A_JOB)


def _licence(form: BaseModel, today: date) -> Iterator[Finding]:
    licence, until = value_at(form, "driving.licence"), value_at(form, "driving.valid_until")
    if until is None:
        return
    if licence is MilitaryLicence.VALID and until < today:
        yield (
            ("driving", "valid_until"),
            "有效期止早于今天，请核对；确已过期的，“是否持有军警驾驶证”请选“有，已超过有效期”。",
        )
    if licence is MilitaryLicence.EXPIRED and until >= today:
        yield ("driving", "licence"), "所填有效期尚未届满，请核对；仍有效的，请选“有，在有效期内”。"


def _held(form: BaseModel, today: date) -> Iterator[Finding]:
    for name in HeldResults.model_fields:
        if (issued := value_at(form, f"held.{name}.issued_on")) and issued > today:
            yield ("held", name, "issued_on"), "出具日期晚于今天，请核对。"


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _a_year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
