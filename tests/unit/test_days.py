"""Days are Shanghai's (北京时间): nobody takes the date of an instant but the one function that asks which zone's."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where the one function is; where a day is made of a civil date that never was an instant.
ALLOWED = {"functions/domain/clock.py"}
_OF_A_MOMENT = frozenset({"date", "today", "utcnow"})


def days_taken(source: str) -> list[int]:
    """Lines that call `.date()`, `.today()` or `.utcnow()` of something: with an argument it is another thing."""
    if not any(f".{name}(" in source for name in _OF_A_MOMENT):
        return []
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _OF_A_MOMENT
        and not node.args
        and not node.keywords
    ]


def test_the_search_finds_what_it_looks_for() -> None:
    assert days_taken("a = now.date()\nb = date.today()\nc = date(2026, 1, 1)\nd = shanghai_date(now)") == [
        1,
        2,
    ]


def test_no_day_is_taken_of_an_instant_without_its_zone() -> None:
    paths = [path for floor in ("functions", "schemas", "infra") for path in (ROOT / floor).rglob("*.py")]

    taken = {path.relative_to(ROOT).as_posix(): days_taken(path.read_text("utf-8")) for path in paths}

    assert len(taken) > 400
    assert {path: lines for path, lines in taken.items() if lines and path not in ALLOWED} == {}


# A day that is printed, by whichever function, and 前 at once after it.
_BEFORE_A_DAY = re.compile(r"(?:_day|day|date_text|moment)\b[^\n\"']*?\}+(?:</strong>)? ?前(?!（含当天）)")
# Of these the moment itself is told, or how long ago it was.
_OF_A_MOMENT_TOLD = {
    "functions/pages/templates/applicant/rating.html",
    "functions/pages/templates/intake/code.html",
    "functions/pages/operator/views_now.py",
}


def test_no_sentence_leaves_open_whether_the_last_day_of_a_term_still_counts() -> None:
    paths = [path for end in ("py", "html") for path in (ROOT / "functions").rglob(f"*.{end}")]
    named = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}

    found = {path for path, text in named.items() if _BEFORE_A_DAY.search(text)}

    assert found <= _OF_A_MOMENT_TOLD
    assert _BEFORE_A_DAY.search('f"请在{_day(by)}前"')
