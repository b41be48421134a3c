"""What nobody could press or fill in stops a walk, with a mouse and without."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Error as PlaywrightError

from tests.browser.hand import Hand, Unmoved
from tests.browser.journeys import hand as of
from tests.support.each import each

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.together("browser")]
COVER = '<div style="position:fixed;inset:0"></div>'
BUTTON = "<button>好</button>"
FIELD = '<input type="text" name="a">'
YEAR = '<input type="text" name="a.year" maxlength="2">'
OFF = '<input type="radio" name="a" value="1" disabled>'
CASES: Mapping[str, tuple[str, Callable[[Hand], object], str]] = {
    "a button beneath something": (f"{BUTTON}{COVER}", lambda hand: hand.press("好"), "out of reach"),
    "a button out of sight": ("<button hidden>好</button>", lambda hand: hand.press("好"), "out of reach"),
    "a button that is off": ("<button disabled>好</button>", lambda hand: hand.press("好"), "turned off"),
    "no such button": (BUTTON, lambda hand: hand.press("坏"), "not there"),
    "a box beneath something": (f"<input type=checkbox name=a>{COVER}", lambda hand: hand.choose_all("[name=a]"), "reach"),
    "a field that is off": ('<input type="text" name="a" disabled>', lambda hand: hand.fill("a", 1), "cannot be reached"),
    "a field to read": ('<input type="text" name="a" readonly>', lambda hand: hand.fill("a", 1), "cannot be reached"),
    "a field out of sight": (f"<p hidden>{FIELD}</p>", lambda hand: hand.fill("a", 1), "cannot be reached"),
    "a field without room": ('<input type="text" name="a" maxlength="2">', lambda hand: hand.fill("a", 123), "not take"),
    "a date without room": (YEAR, lambda hand: hand.fill("a", "2026-01-02"), "not take"),
    "a choice that is not there": ('<select name="a"><option>1</select>', lambda hand: hand.fill("a", 2), "not take"),
    "a choice that is off": (OFF, lambda hand: hand.fill("a", 1), "cannot be reached"),
}  # fmt: skip


@pytest.fixture
def hands(opened: Browser, onlooker: Browser) -> Iterator[list[Hand]]:
    with of(opened, "") as moved, of(onlooker, "", Unmoved) as unmoved:
        yield [moved, unmoved]


@each("case", CASES.values(), ids=CASES)
def test_what_nobody_could_do_is_told(
    case: tuple[str, Callable[[Hand], object], str], hands: list[Hand]
) -> None:
    markup, do, told = case
    for hand in hands:
        hand.page.set_content(f"<main>{markup}</main>")

        with pytest.raises((AssertionError, PlaywrightError), match=told):
            do(hand)


def test_what_is_pressed_chosen_and_typed_is_so(hands: list[Hand]) -> None:
    page = '<input type="checkbox" name="c" checked>' * 2 + f'<input type="checkbox" name="d">{FIELD}'
    for hand in hands:
        hand.page.set_content(
            f'<main><form action="about:blank#there">{page}<textarea name="b">x</textarea>{BUTTON}</form></main>'
        )
        hand.choose_all("input[type=checkbox]")

        assert hand.fill("a", "甲")
        assert hand.fill("b", "")
        assert not hand.fill("nothing", "甲")
        assert hand.page.evaluate("() => document.querySelectorAll(':checked').length") == 3
        values = "() => ['a', 'b'].map((name) => document.querySelector(`[name=${name}]`).value)"
        assert hand.page.evaluate(values) == ["甲", ""]
