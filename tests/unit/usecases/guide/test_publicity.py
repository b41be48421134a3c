from datetime import date

from functions.usecases.guide.publicity import publicity_for
from schemas.catalogue.publicity import PublicText
from tests.support.api_deps import house

NOTICE = PublicText.model_validate_json(
    '{"title": "停电", "text": ["当天不办。"], "source": ["S-LB"], "date": "2026-12-01", "dated": "told",'
    ' "city": "440100", "until": "2026-12-02"}'
)


def test_a_citys_own_comes_first_and_another_citys_not_at_all() -> None:
    everybody, guangzhou = publicity_for(None, house()), publicity_for("440100", house())

    assert all(one.city is None for one in everybody.policies)
    assert guangzhou.policies[0].city == "440100"
    assert {one.city for one in guangzhou.policies} == {"440100", None}


def test_a_notice_is_shown_in_its_city_until_its_last_day() -> None:
    shown = [NOTICE.shown("440100", date(2026, 12, day)) for day in (2, 3)]

    assert shown == [True, False]
    assert not NOTICE.shown("440300", date(2026, 12, 1))
    assert not NOTICE.shown(None, date(2026, 12, 1))
