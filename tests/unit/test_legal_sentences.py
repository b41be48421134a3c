"""Every Chinese sentence that sounds like law is looked at once: it has a source of the catalogue, or is ours.

A new one fails here until somebody has said which. What is law of an item is data of its TOML, and cites there.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from functions.domain.catalogue.law import CITED
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.each import each
from tests.support.literals import constants_of, literals, texts_of

# The program is read once: on one worker.
pytestmark = pytest.mark.together("literals")

ROOT = Path(__file__).parents[2]
EDITION = load_edition(CURRENT)
FOLDER = ROOT / "schemas" / "catalogue" / "editions" / CURRENT
_ARTICLE = "第[一二三四五六七八九十百]+条"
LEGAL = re.compile(rf"依法|依照|参照|应当|应在|法定|视为|有权|不得|《[^》]*(法|条例|规定|办法)》|{_ARTICLE}")
# A bound of a field, a name, or what this system does: no law is claimed.
OURS = "ours"
SHORT = 6
CLAIMS = {
    # letters and notices: the articles stand beside the act's name, which `law.under` puts there
    "依照": "L-XK",
    "参照": "L-XK",
    "《中华人民共和国行政许可法》": "L-XK",
    "《中华人民共和国行政复议法》": "L-FY",
    "第三十二条": "L-XK",
    "第三十八条": "L-XK",
    "第四十二条": "L-XK",
    "第四十五条": "L-XK",
    "，应在": "L-XK",
    "，依法需要检验、鉴定、专家评审等的时间不计算在内。": "L-XK",
    "已受理（逾期未告知，视为受理）": "L-XK",
    "逾期未告知，按视为受理计算": OURS,
    "办理中（逾期未告知，按视为受理计算）": OURS,
    "，本系统自收件之日起按视为受理计算办理进度，": OURS,
    "这是服务约定，不是法定期限": OURS,
    "依据：本系统为补正设定的期限（不是法定期限）": OURS,
    "补正（这一期限由本系统设定，不是法定期限）": OURS,
    "凭证明材料提出一次异议，请本机构再次核查（这一期限由本系统设定，不是法定期限）": OURS,
    # what a due time stands on
    # figures of the statistics, with what each counts
    "法定时限内": OURS,
    "超法定时限": OURS,
    "部门作出决定不晚于按法定办结时限（含延长、扣除特别程序）算出的期限": OURS,
    "部门作出决定晚于按法定办结时限算出的期限": OURS,
    "推算：目录中已核定的最长法定办结时限逐项相加；实测：从提交到办件关闭，平均": OURS,
    "法定办结时限": OURS,
    "本系统关注期限，非法定；办结时限待核定": OURS,
    "本系统的关注期限（非法定）": OURS,
    "超过本系统关注期限（非法定）": OURS,
    "按各事项的法定或承诺期限推算": OURS,
    # the pages' words for the same, each beside its day
    "法定": OURS,
    "关注期限（非法定）": OURS,
    "该事项可以延长多久待核定，合计不得超过该事项自己的期限": OURS,
    # what a place sets, and what it cannot
    "参照执行": "L-XK",
    "不能长于法定办结时限 ": OURS,
    "法定办结时限的单位": OURS,
    # refusals
    "最长不超过一年（《中华人民共和国行政复议法》第二十条）": "L-FY",
    "申请行政复议的期限不少于六十日（《中华人民共和国行政复议法》第二十条）": "L-FY",
    "例如“《机动车驾驶证申领和使用规定》第二十七条”": OURS,
    # the rest
    "是否受理、是否给付以主管部门依法作出的决定为准": OURS,
    "同意办理机构为办理本事项依法核验有关信息": OURS,
    "没有列出的事项和渠道视为已开通": OURS,
    "本部门不得查看": OURS,
    "其他状态不得填写": OURS,
}


@cache
def sentences() -> list[tuple[str, str]]:
    return list(literals(LEGAL.search))


def _unknown(text: str) -> bool:
    """A word alone is known alone; of a longer text, what is left once the known sentences are out."""
    if text in CLAIMS:
        return False
    for claim in sorted(CLAIMS, key=len, reverse=True):
        text = text.replace(claim, "") if len(claim) > SHORT else text
    return LEGAL.search(text) is not None


def test_every_sentence_that_sounds_like_law_is_known_with_what_it_stands_on() -> None:
    assert [(where, text) for where, text in sentences() if _unknown(text)] == []


def test_a_new_sentence_of_law_would_be_found() -> None:
    assert _unknown("部门应当在三日内办结。")
    assert _unknown("依照有关规定，逾期视为同意。")
    assert _unknown("同意办理机构为办理本事项依法核验有关信息，并应当配合。")


@each(
    "source",
    [
        'said = "应" "当"', 'said = f"应当{days}日"', 'said = "应当%s日" % days', "said = '\\u5e94\\u5f53'",
        'def tell(said: str = "应当") -> None:\n    "No law."', 'TOLD = {"one": ("应当", 1), **more}', 'tell(said="应当")',
        'class Told:\n    title = "应当"', 'match given:\n    case "应当": told()', 'told = [one for one in ("应当", "")]',
    ],
)  # fmt: skip
def test_whatever_is_said_is_among_what_is_searched(source: str) -> None:
    said = [text for _, text in texts_of(ast.parse(source)) if LEGAL.search(text)]

    assert said
    assert set(said) <= set(constants_of(compile(source, "told.py", "exec")))


def test_nothing_is_known_that_is_not_said() -> None:
    assert [claim for claim in CLAIMS if not any(claim in text for _, text in sentences())] == []


def test_what_a_sentence_stands_on_is_a_source_of_the_catalogue() -> None:
    keys = set(CLAIMS.values()) - {OURS}

    assert keys
    assert keys - set(EDITION.sources) == keys - set(CITED) == set()


def _claims(document: Mapping[str, Any]) -> Iterator[str]:
    """Texts that sound like law, without a source beside them, and that name no article."""
    for value in document.values():
        if isinstance(value, str) and LEGAL.search(value) and not {"source", "basis"} & set(document):
            yield value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _claims(inner)
            elif isinstance(inner, str) and isinstance(value, list) and LEGAL.search(inner):
                yield inner


def test_what_an_items_text_says_of_law_has_a_source_or_names_its_article() -> None:
    files = sorted(FOLDER.glob("*.toml"))
    found = [(file.name, text) for file in files for text in _claims(tomllib.loads(file.read_text("utf-8")))]

    assert len(files) > 12
    assert [(where, text) for where, text in found if not re.search(_ARTICLE, text)] == []


def test_nothing_is_told_as_accepted_before_an_office_has_accepted_it() -> None:
    """容缺受理 is an office's act; what the applicant sends with a promise is 容缺提交."""
    assert [where for where, _ in literals(lambda text: "容缺受理" in text)] == []
