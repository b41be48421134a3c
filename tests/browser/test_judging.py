"""What a page is held to is found wherever it is wrong, however many sound pages were judged before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.census import HEIGHT, NOBODY, PHONE, in_each_way
from tests.browser.chromium import ROOT
from tests.browser.judging import RULES, Verdict, bring_axe
from tests.support.each import each

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.together("browser")]
STYLE = ROOT / "functions" / "pages" / "static" / "style.css"
NARROW, LARGE, DESK = {"phone", "large"}, {"large"}, {"desk"}
ALL = NARROW | DESK
# Of names and structure, which are the same in each way: told in the first.
ONCE = {"phone"}
SOUND = """<p>看得清的字，<a href="/guide">和一个链接</a></p>
<div style="background:#123663;color:#fff"><p>深色底上的字</p></div>
<label class="label" for="q">姓名</label><input type="text" id="q" name="q">
<div class="acts"><button>好</button><a class="button quiet" href="/">不</a></div>"""
TINY = "display:block;width:9px;height:9px;overflow:hidden"


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` it is told: the verdict's list, and how what it says begins."""

    markup: str
    where: tuple[str, str]
    ways: set[str]


def of_axe(rule: str, markup: str, ways: set[str]) -> Fault:
    return Fault(markup, ("axe", rule), ways)


FAULTS: Mapping[str, Fault] = {
    "colours near each other": of_axe(
        "color-contrast", '<p style="color:#999;background:#aaa">看不清</p>', ALL
    ),
    "a colour too near to the page's": of_axe("color-contrast", '<p style="color:#999">看不清</p>', ALL),
    "a faint part": of_axe("color-contrast", '<div style="opacity:.4"><p>看不清的字</p></div>', ALL),
    "sound colours on what stands beneath": of_axe(
        "color-contrast",
        '<div style="position:relative"><div style="position:absolute;inset:0;background:#123663"></div>'
        '<p style="position:relative">看不清的字</p></div>',
        ALL,
    ),
    "a colour at a desk": of_axe(
        "color-contrast", "<style>@media (min-width:60rem){.a{color:#999}}</style><p class=a>看不清</p>", DESK
    ),
    "a colour in 大字版": of_axe(
        "color-contrast", "<style>.large .a{color:#999}</style><p class=a>看不清</p>", LARGE
    ),
    "targets too small on a phone": of_axe(
        "target-size",
        f"<style>@media (max-width:40rem){{.a{{{TINY}}}}}</style><a class=a href=/a>甲乙丙</a><a class=a href=/b>丁戊己</a>",
        NARROW,
    ),
    "targets too small in 大字版": of_axe(
        "target-size",
        f"<style>.large .a{{{TINY}}}</style><a class=a href=/a>甲乙丙</a><a class=a href=/b>丁戊己</a>",
        LARGE,
    ),
    "a target beneath another": of_axe(
        "target-size",
        "<div style='position:relative'><a href=/a style='display:block;width:60px;height:40px'>甲乙丙</a>"
        "<a href=/b style='position:absolute;left:9px;top:9px;width:60px;height:40px'>丁戊己</a></div>",
        ALL,
    ),
    "a field without a name": of_axe("label", '<input type="text" name="r">', ONCE),
    "a picture without words": of_axe(
        "image-alt", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', ONCE
    ),
    "a list of no list": of_axe("listitem", "<li>一项</li>", ONCE),
    "a field without a name at a desk": of_axe(
        "label",
        "<style>.a{display:none}@media (min-width:60rem){.a{display:block}}</style><p class=a><input type=text></p>",
        DESK,
    ),
    "wider than a phone": Fault('<div style="width:400px">宽</div>', ("overflow", ""), NARROW),
    "low for a thumb in 大字版": Fault(
        '<button style="min-height:50px;padding:0">矮</button>', ("targets", "button 矮"), LARGE
    ),
    "a row that is not level": Fault(
        '<div class="acts" style=display:block><button>一</button> <button style="position:relative;top:6px">低',
        ("uneven", "低"),
        ALL,
    ),
}


@pytest.fixture
def page(onlooker: Browser) -> Iterator[Page]:
    """In a browser that has judged what is sound."""
    context = onlooker.new_context(viewport={"width": PHONE.width, "height": HEIGHT})
    bring_axe(context)
    made = context.new_page()
    assert all(one.is_clean for one in shown(made, ""))
    yield made
    context.close()


def shown(page: Page, markup: str) -> list[Verdict]:
    """First on a phone."""
    page.set_viewport_size({"width": PHONE.width, "height": HEIGHT})
    page.set_content(
        f'<!doctype html><html lang="zh-Hans-CN"><head><title>一页</title><style>{STYLE.read_text("utf-8")}</style></head>'
        f'<body><main class="wide"><h1>一页</h1>{SOUND}{markup}</main></body></html>'
    )
    return list(in_each_way(page, "about:blank", NOBODY, []))


def rules_of(page: Page) -> set[str]:
    """That axe alone finds broken, asked of everything, as it comes."""
    page.evaluate("() => window.axe ? axe.reset() : bringAxe()")
    found: list[str] = page.evaluate(
        "async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations.map(one => one.id)",
        RULES,
    )
    return set(found)


@each("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_in_the_ways_in_which_it_is_there(fault: Fault, page: Page) -> None:
    found = shown(page, fault.markup)

    name, begin = fault.where
    told = {
        one.mode.split()[-1] for one in found if any(said.startswith(begin) for said in getattr(one, name))
    }
    assert told == fault.ways
    assert rules_of(page) <= {said.partition(":")[0] for one in found for said in one.axe}
