from typing import Any

from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.partial import findings
from schemas.form.required import Needed, NeededWhen, lacking
from tests.support.each import each
from tests.support.samples import application, changed

EDITION = load_edition(CURRENT)


@each(
    "item, values, pointer",
    [
        ("social_insurance", {"insurance__pension_base": None}, "/insurance/pension_base"),
        ("social_insurance", {"insurance__pension_start": None}, "/insurance/pension_start"),
        ("social_security_card", {"insurance__card_bank": None}, "/insurance/card_bank"),
        ("social_security_card", {"insurance__photo_consent": None}, "/insurance/photo_consent"),
        ("social_security_card", {"delivery": None}, "/delivery/method"),
        ("identity_card", {"delivery": None}, "/delivery/method"),
        ("driving_licence", {"delivery": None}, "/delivery/method"),
        ("driving_licence", {"delivery": {"method": "post"}}, "/delivery/address"),
        ("medical_insurance", {"insurance__medical_request": None}, "/insurance/medical_request"),
        ("medical_insurance", {"insurance__medical_start": None}, "/insurance/medical_start"),
        ("medical_insurance", {"insurance__medical_request": "change"}, "/insurance/medical_change"),
    ],
)
def test_a_form_that_no_desk_can_work_with_is_not_taken(
    item: str, values: dict[str, Any], pointer: str
) -> None:
    document = changed(items=[item], **values)
    form = {name: section for name, section in document.items() if name != "items" and section is not None}

    assert pointer in [where for where, _ in findings(form, (item,), EDITION.required((item,)))]


@each(
    "values",
    [
        {
            "insurance__pension_type": "resident",
            "insurance__pension_base": None,
            "insurance__pension_start": None,
        },
        {"insurance__medical_type": "resident", "insurance__medical_start": None},
        {"insurance__social_card": "held", "insurance__card_bank": None, "insurance__photo_consent": None},
        {"delivery": {"method": "pick_up"}},
    ],
)
def test_what_a_situation_does_not_need_is_not_asked(values: dict[str, Any]) -> None:
    form = application(**values)

    assert lacking(form, EDITION.required(form.items)) == ()


def test_a_path_that_two_items_need_is_named_once() -> None:
    form = application(delivery=None)
    twice: list[Needed] = [
        NeededWhen("delivery.method", (("driving.licence", ("valid",)),)),
        "delivery.method",
    ]

    assert [where for where, _ in lacking(form, twice)] == [("delivery", "method")]
