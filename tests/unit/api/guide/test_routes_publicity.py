"""What is told beside the guide, over HTTP: with source and date, for everybody and for one city."""

from tests.support.api_deps import house
from tests.support.client import Api

PATH = "/v1/guide/publicity"


def test_everything_has_its_source_and_date_and_nobody_has_to_sign_in() -> None:
    told = Api(house()).get(PATH).json

    for kind in ("notices", "policies", "answers", "privacy"):
        assert told[kind], kind
        for one in told[kind]:
            assert one["source"]
            assert set(one["source"]) <= set(told["sources"])
            assert one["date"]
            assert one["dated_text"]


def test_a_citys_own_comes_first_and_names_the_city() -> None:
    api = Api(house())
    first, everybody = api.get(f"{PATH}?city=440900").json["policies"], api.get(PATH).json["policies"]

    assert (first[0]["city"], first[0]["city_text"]) == ("440900", "茂名市")
    assert len(first) == len(everybody) + 1


def test_a_city_of_another_province_is_none_of_ours() -> None:
    api = Api(house())

    assert api.get(f"{PATH}?city=449900").code == "city-not-found"
    assert api.get(f"{PATH}?city=110000").status == 422


def test_who_has_it_already_is_told_so() -> None:
    api = Api(house())
    etag = api.get(PATH).headers["etag"]

    assert api.get(PATH, if_none_match=etag).status == 304
    assert api.get(f"{PATH}?city=440900", if_none_match=etag).status == 200
