from functions.web.cross_origin import READ, SENT, asked_before, permitted

PORTAL = "https://portal.example"
OURS = frozenset({PORTAL})
METHODS = ("GET", "POST")
BEFORE = {"origin": PORTAL, "access-control-request-method": "POST"}


def test_a_page_of_a_configured_origin_may_read_the_answer_and_its_headers() -> None:
    said = permitted(PORTAL, OURS)

    assert said["Access-Control-Allow-Origin"] == PORTAL
    assert said["Access-Control-Expose-Headers"] == ", ".join(READ)
    assert said["Vary"] == "Origin"


def test_a_page_of_any_other_origin_may_not() -> None:
    for origin in ("https://portal.example.evil", "http://portal.example", "null", "*", ""):
        assert permitted(origin, OURS) == {"Vary": "Origin"}
        assert asked_before({**BEFORE, "origin": origin}, METHODS, OURS) is None


def test_where_no_origin_is_configured_nothing_is_said() -> None:
    assert permitted(PORTAL, frozenset()) == {}
    assert asked_before(BEFORE, METHODS, frozenset()) is None


def test_a_preflight_is_told_what_may_be_sent_and_that_no_cookie_may() -> None:
    said = asked_before(BEFORE, METHODS, OURS)

    assert said is not None
    assert said["Access-Control-Allow-Methods"] == "GET, POST"
    assert said["Access-Control-Allow-Headers"] == ", ".join(SENT)
    assert "Access-Control-Allow-Credentials" not in said


def test_an_options_request_that_is_no_preflight_gets_no_permission() -> None:
    assert asked_before({"origin": PORTAL}, METHODS, OURS) is None
