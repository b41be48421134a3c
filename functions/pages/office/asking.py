"""The fields of each kind of answer, and what is made of them: the body that the interface takes, too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.clock import SHANGHAI, shanghai_date
from functions.domain.deadlines.extensions import bound_of, must_name
from functions.pages.fields import Choice, Field, Kind, clock_sent, date_sent, filled
from functions.pages.forms import Form
from functions.web.whole_number import number_or
from schemas.catalogue.figures import Unit
from schemas.catalogue.item import Item
from schemas.codes import CHINESE, AnswerType
from schemas.codes_citizen import RemedyWay

_DELIVERIES = (
    Choice("window", "到窗口领取", "申请人会看到要来领取"),
    Choice("post", "邮寄"),
    Choice("e_certificate", "电子证照"),
    Choice("none", "没有要交给申请人的"),
)
_UNITS = {RemedyWay.LITIGATION: (Unit.MONTH, "个月")}
_DAYS = (Unit.NATURAL_DAY, "日")
# The fields that say when it was decided.
WHEN = ("at", "time")
# Numbers that no two items share.
_OF_ONE = ("receipt", "number")
FILL_IN, CHOOSE = "请填写{}。", "请选择{}。"
NO_WAY = "请写明申请人不服时可以向哪个机关提出、在多长时间内提出；行政复议、行政诉讼至少写一种。"
_TIME = "请写明时间，例如 14:30；今天作出的可以不填。"
_DATE = "请填写真实存在的日期。"


@dataclass(frozen=True, slots=True)
class About:
    """An item with its place in the catalogue; of several at once no item, and the place that they share."""

    item: CaseItem | None = None
    catalogued: Item | None = None

    @property
    def is_check(self) -> bool:
        return self.catalogued is not None and self.catalogued.code == SERVICE_CHECK

    @property
    def ways(self) -> tuple[RemedyWay, ...]:
        return (RemedyWay.REVIEW,) if self.is_check else (RemedyWay.RECONSIDERATION, RemedyWay.LITIGATION)


@dataclass(frozen=True, slots=True)
class Drafted:
    """`places`: the field's name, by the body's pointer. `errors`: what need not be judged to be wrong, by field."""

    body: Mapping[str, Any]
    places: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


def answer_fields(kind: AnswerType, about: About, now: datetime) -> tuple[Field, ...]:
    own = (one for one in _own_fields(kind, about) if about.item or one.name not in _OF_ONE)
    return (*own, *_when(now))


def _own_fields(kind: AnswerType, about: About) -> Iterator[Field]:
    match kind:
        case AnswerType.RECEIVED | AnswerType.ACCEPTED:
            yield Field(
                "receipt",
                "收件或者受理编号",
                optional=True,
                width=20,
                hint="贵单位自己的编号，申请人会看到。",
            )
        case AnswerType.SUSPENDED:
            yield _long("reason", "原因", "例如：需要检验、核查、鉴定。申请人会看到。")
            yield Field(
                "expected_days",
                "预计需要几天",
                optional=True,
                width=4,
                inputmode="numeric",
                hint="按自然日。",
            )
        case AnswerType.EXTENDED:
            yield from _extension(about)
        case AnswerType.GRANTED:
            yield from _result(about)
        case AnswerType.REFUSED | AnswerType.NOT_ACCEPTED:
            yield from _refusal(about)
        case AnswerType.PROBLEM:
            yield _long(
                "reason", "是什么问题", "例如：文件打不开、内容与该事项无关。不要写申请人的证件号码。"
            )


def _long(name: str, label: str, hint: str = "", *, optional: bool = False) -> Field:
    return Field(name, label, Kind.LONG_TEXT, hint=hint, optional=optional)


def _extension(about: About) -> Iterator[Field]:
    yield _long("reason", "延长的理由", "申请人会看到。")
    yield Field("days", f"延长几{_unit(about)}", width=4, inputmode="numeric")
    optional = about.catalogued is None or not must_name(about.catalogued.extension)
    yield _long("basis", "延长的依据", "准许延长的规定，写名称和条款。", optional=optional)


def _unit(about: About) -> str:
    return "日（自然日）" if _in_natural_days(about) else "个工作日"


def _in_natural_days(about: About) -> bool:
    if about.item is None or about.catalogued is None:
        return False
    return bound_of(about.item, about.catalogued.extension).unit is Unit.NATURAL_DAY


def _result(about: About) -> Iterator[Field]:
    document = (about.catalogued.result.document,) if about.catalogued else ()
    yield Field("document", "结果文书的名称", values=document, width=20)
    yield Field("number", "文书编号", optional=True, width=20)
    yield Field("valid_until", "有效期至", Kind.DATE, optional=True)
    yield Field("delivery", "怎样交给申请人", Kind.RADIOS, choices=_DELIVERIES)
    yield _long("next_steps", "请申请人接着做什么", optional=True)


def _refusal(about: About) -> Iterator[Field]:
    yield _long("reason", "理由", "写清楚哪一项不符合，申请人看得懂。")
    known = tuple(f"《{one.instrument}》{'、'.join(one.articles)}" for one in _bases(about))
    hint = (
        f"名称加书名号，并写条款。该事项的设定依据：{'；'.join(known)}。"
        if known
        else "名称加书名号，并写条款。"
    )
    yield _long("legal_basis", "依据的规定", hint)
    for way in about.ways:
        words = CHINESE[way]
        unit = _UNITS.get(way, _DAYS)[1]
        optional = len(about.ways) > 1
        hint = "写全称。行政复议、行政诉讼至少写一种。" if optional else "写全称。"
        yield Field(f"{way.value}.body", f"{words}：向哪个机关提出", optional=optional, hint=hint, width=20)
        yield Field(
            f"{way.value}.term", f"{words}：几{unit}内提出", optional=optional, width=4, inputmode="numeric"
        )


def _bases(about: About) -> tuple[Any, ...]:
    return about.catalogued.legal_basis if about.catalogued else ()


def _when(now: datetime) -> Iterator[Field]:
    today = (shanghai_date(now).isoformat(),)
    yield Field("at", "作出的日期", Kind.DATE, values=today, hint="以实际作出的日期为准，期限按它计算。")
    yield Field("time", "作出的时间", hint=_TIME, optional=True, width=4)


def typed(fields: tuple[Field, ...], form: Form) -> tuple[Field, ...]:
    return tuple(filled(one, form) for one in fields)


def draft(kind: AnswerType, about: About, form: Form, *, round_: int, now: datetime) -> Drafted:
    """What was typed, as the interface takes it; `at` that was told on the page before stays what it is."""
    fields = typed(answer_fields(kind, about, now), form)
    errors = dict(_empty(fields))
    own, places = _own_body(kind, about, form)
    if not own.get("remedy", "none"):
        errors.setdefault(places["/remedy"], NO_WAY)
    at = form.text("exact") or _moment(form, now, errors)
    body = {"type": kind.value, "round": round_, "at": at, **own}
    return Drafted(body, {**places, "/at": "at"}, errors)


def _empty(fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    for one in fields:
        if not one.optional and not one.value:
            words = CHOOSE if one.kind is Kind.RADIOS else FILL_IN
            yield one.name, words.format(f"“{one.label}”")


def _moment(form: Form, now: datetime, errors: dict[str, str]) -> str:
    day, clock = date_sent(form, "at").iso, clock_sent(form, "time")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        errors.setdefault("at", _DATE)
        return ""
    if not clock and on == shanghai_date(now):
        return now.isoformat()
    try:
        at = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        errors["time"] = _TIME
        return ""
    return at.isoformat()


def _own_body(kind: AnswerType, about: About, form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    match kind:
        case AnswerType.EXTENDED:
            name = "natural_days" if _in_natural_days(about) else "working_days"
            days = {name: _number(form.text("days"))} if form.text("days") else {}
            places = {"/working_days": "days", "/natural_days": "days", "/basis": "basis"}
            return {**_texts(form, "reason", "basis"), **days}, {**places, "/reason": "reason"}
        case AnswerType.GRANTED:
            result = _texts(form, "document", "number", "delivery", "next_steps")
            until = date_sent(form, "valid_until").iso
            result |= {"valid_until": until} if until else {}
            names = ("document", "number", "valid_until", "delivery", "next_steps")
            return {"result": result}, {f"/result/{name}": name for name in names}
        case AnswerType.REFUSED | AnswerType.NOT_ACCEPTED:
            remedies, places = _remedies(about, form)
            own = {**_texts(form, "reason", "legal_basis"), "remedy": remedies}
            return own, {**places, "/reason": "reason", "/legal_basis": "legal_basis"}
        case _:
            told = _texts(form, "receipt", "reason")
            if expected := form.text("expected_days"):
                told["expected_days"] = _number(expected)
            return told, {f"/{name}": name for name in ("receipt", "reason", "expected_days")}


def _texts(form: Form, *names: str) -> dict[str, Any]:
    return {name: form.text(name) for name in names if form.text(name)}


def _number(text: str) -> int | str:
    return number_or(text, text, digits=5)


def _remedies(about: About, form: Form) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """A way of which anything was filled in is one; `/remedy` itself is told at the first."""
    found: list[dict[str, Any]] = []
    places = {"/remedy": f"{about.ways[0].value}.body"}
    for way in about.ways:
        body, term = (form.text(f"{way.value}.{part}") for part in ("body", "term"))
        if not body and not term:
            continue
        place = f"/remedy/{len(found)}"
        places |= {f"{place}/body": f"{way.value}.body", f"{place}/term": f"{way.value}.term"}
        places[f"{place}/term/value"] = f"{way.value}.term"
        unit = _UNITS.get(way, _DAYS)[0].value
        found.append({"way": way.value, "body": body, "term": {"value": _number(term), "unit": unit}})
    return found, places
