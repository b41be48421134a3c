"""Rating an item (好差评): stars with their words, why, and a few words; changed for seven days."""

from dataclasses import dataclass

from pydantic import ValidationError

from functions.pages.case.views import address_of_case
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.reading import of_applicant
from functions.shapes import words
from functions.shapes.applicant.ratings import rating_list
from functions.usecases.applicant import rate
from functions.usecases.case.view import ledger_of
from functions.web.roles import SUBMITTERS
from schemas.applicant.ratings import BEST_FIRST, RatingOrder, RatingView
from schemas.codes import CHINESE, Role
from schemas.codes_citizen import RatingLevel, RatingTag

_RATING = "/cases/{case_id}/rating/{item}"
_CHOOSE = "请选择一个满意程度。"
_LEVELS = tuple(
    Choice(level.value, CHINESE[level], "★" * (5 - place) + "☆" * place)
    for place, level in enumerate(BEST_FIRST)
)
_TAGS = tuple(Choice(tag.value, CHINESE[tag]) for tag in RatingTag)


@dataclass(frozen=True, slots=True)
class _Rated:
    """`rating`: the one that there is. `fields`: empty where it can be rated no more, or never could."""

    case_id: str
    item: str
    name: str
    key: str
    rating: RatingView | None
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...] = ()
    problem: str = ""


def show_rating(asked: Asked) -> Answer:
    return _shown(asked)


def _rate_item(asked: Asked) -> Answer:
    case_id = asked.path["case_id"]
    try:
        rate.rate(case_id, _order(asked), by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        found = by_field(error)
        return _shown(asked, found | ({"level": _CHOOSE} if "level" in found else {}))
    except EXPECTED as error:
        return _shown(asked, problem=told(error))
    return Sent(f"{address_of_case(case_id)}?done=rated")


def _order(asked: Asked) -> RatingOrder:
    """Raises ValidationError."""
    form = asked.form
    level, tags = form.text("level"), tuple(one for one in form.all("tags") if one)
    given = {
        "item": asked.path["item"],
        "level": RatingLevel(level) if level in set(RatingLevel) else None,
        "tags": tuple(RatingTag(tag) for tag in tags if tag in set(RatingTag)),
        "text": form.text("text") or None,
    }
    return RatingOrder.model_validate(given)


def _shown(
    asked: Asked, errors: dict[str, str] | None = None, *, problem: tuple[str, int] = ("", 200)
) -> Shown:
    ledger, deps, item = (
        ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps),
        asked.deps,
        asked.path["item"],
    )
    ledger.item(item)
    edition = deps.editions(ledger.case.edition)
    listed = rating_list(ledger, rate.texts_of(ledger, deps), edition)
    before = next((one for one in listed.ratings if one.item == item), None)
    open_ = item in listed.rateable or (before is not None and deps.clock() < before.changeable_until)
    fields = with_errors(_fields(asked, before), errors or {}) if open_ else ()
    view = _Rated(
        case_id=ledger.case.id,
        item=item,
        name=words.item_name(edition, item),
        key=new_key(asked),
        rating=before,
        fields=fields,
        wrong=summary(fields),
        problem=problem[0],
    )
    status = 422 if errors else problem[1]
    return Shown("applicant/rating.html", "评价", view, status, wrong=bool(errors or problem[0]))


def _fields(asked: Asked, before: RatingView | None) -> tuple[Field, ...]:
    level = (before.level.value,) if before else ()
    tags = tuple(tag.value for tag in before.tags) if before else ()
    text = (before.text,) if before and before.text else ()
    fields = (
        Field("level", _of_whom(asked), Kind.RADIOS, level, choices=_LEVELS),
        Field("tags", "主要因为", Kind.TICKS, tags, choices=_TAGS, optional=True, hint="可以选几个。"),
        Field(
            "text",
            "想说的话",
            Kind.LONG_TEXT,
            text,
            optional=True,
            hint="最多 500 个字。不要写身份证号、银行卡号。",
        ),
    )
    return tuple(filled(one, asked.form) for one in fields) if asked.form.fields else fields


def _of_whom(asked: Asked) -> str:
    """A clerk who passes on what the applicant says is not asked for their own."""
    words = "您满意吗"
    return of_applicant(words) if asked.by.role is Role.CLERK else words


PAGES = (
    Page(method="GET", path=_RATING, roles=SUBMITTERS, handler=show_rating),
    Page(method="POST", path=_RATING, roles=SUBMITTERS, handler=_rate_item),
)
