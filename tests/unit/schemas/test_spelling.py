import re
from collections.abc import Callable

from schemas.spelling import (
    HAN,
    PRIVATE_USE,
    spelled_account,
    spelled_code,
    spelled_id_number,
    spelled_name,
    spelled_paper,
    spelled_phone,
)
from tests.support.each import each

DOTS = "·•‧∙・･⋅․‣⸱⸳ꞏ᛫⦁．.﹒●◦˙。｡ㆍ\u0387\u119e\u1427\U00010101"


def test_whatever_looks_like_the_dot_is_the_dot() -> None:
    written = [f"阿卜来提{around}{dot}{around}如则托合提" for dot in DOTS for around in ("", " ", "\u3000")]

    assert {one: read for one in written if (read := spelled_name(one)) != "阿卜来提·如则托合提"} == {}


@each(
    "written, read",
    [
        (" 测试甲\t", "测试甲"),
        ("测\u3000试", "测试"),
        ("Ceshi  Jia", "Ceshi Jia"),
        ("Ｃeshi Jia", "Ceshi Jia"),
        ("测试\uf900", "测试\u8c48"),
        ("x" * 201 + " ", "x" * 201 + " "),
    ],
)
def test_a_name_has_one_spelling(written: str, read: str) -> None:
    assert spelled_name(written) == read


@each(
    "spell, written, read",
    [
        (spelled_id_number, "440106 20030101 027x ", "44010620030101027X"),
        (spelled_id_number, "４４０１０６２００３０１０１０２７ｘ", "44010620030101027X"),
        (spelled_phone, "+8610000000001", "10000000001"),
        (spelled_phone, "0086 100-0000-0001", "10000000001"),
        (spelled_phone, "8610000000001", "10000000001"),
        (spelled_phone, "\u202d+86 100\u20130000 0001\u202c", "10000000001"),
        (spelled_phone, "（+86）100 0000 0001", "10000000001"),
        (spelled_phone, "86000000001", "86000000001"),
        (spelled_account, "6200 0000 0000 0000 001", "6200000000000000001"),
        (spelled_account, "6200-0000-0000-0000-001", "6200000000000000001"),
        (spelled_paper, "粤退字第ＡＢＣ１２３号", "粤退字第ABC123号"),
        (spelled_paper, "粤退字（２０２６）\u30001 号", "粤退字(2026)1号"),
        (spelled_paper, "粤退字［2026］第1号", "粤退字〔2026〕第1号"),
        (spelled_paper, "粤退字【2026】第1号", "粤退字〔2026〕第1号"),
        (spelled_paper, "粤退－2026—001", "粤退-2026-001"),
        (spelled_code, "２０２６－０９－０１", "2026-09-01"),
    ],
)
def test_a_number_has_one_spelling(spell: Callable[[str], str], written: str, read: str) -> None:
    assert spell(written) == read


IDEOGRAPHS = (
    *(0x3007, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xFA0E, 0x20000, 0x2A6DF, 0x2A700, 0x2B739, 0x2B740),
    *(0x2B820, 0x2CEB0, 0x2EBF0, 0x2EE5D, 0x2F800, 0x30000, 0x3134A, 0x31350, 0x323AF, 0x323B0, 0x33479),
)
BETWEEN = (0xAC00, 0xD55C, 0xA000, 0xE000, 0xE863, 0xF8FF, 0xF0000, 0x10FFFD, 0x3041)


def test_every_block_of_ideographs_is_han() -> None:
    assert [hex(code) for code in IDEOGRAPHS if not re.fullmatch(f"[{HAN}]", chr(code))] == []


def test_what_only_lies_between_them_is_not() -> None:
    assert [hex(code) for code in BETWEEN if re.fullmatch(f"[{HAN}]", chr(code))] == []
    private = {code for code in BETWEEN if PRIVATE_USE.fullmatch(chr(code))}
    assert private == {0xE000, 0xE863, 0xF8FF, 0xF0000, 0x10FFFD}
