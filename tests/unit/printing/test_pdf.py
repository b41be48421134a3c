from dataclasses import replace
from pathlib import Path

import pytest

from functions.domain.applicant.paper import (
    Fields,
    Heading,
    Paper,
    PaperBlock,
    Paragraph,
    SealPlace,
    Signature,
    Table,
)
from functions.printing.pdf import pdf
from infra.embedded.typefaces import FolderTypefaces
from infra.rare_typeface import make
from tests.support.each import each
from tests.support.make import NOW, REFERENCE
from tests.support.pdf_text import ink_of, pages_of, text_of
from tests.support.rare import source

# 𠮷 (U+20BB7) stands in names, and in no national table; 㑇 and 𬭎 (U+2CB4E) are of the table of 2013.
RARE = "测𠮷甲"
ROWS = tuple((str(number), f"材料{number}", "由申请人上传") for number in range(1, 61))


def paper(*blocks: PaperBlock) -> Paper:
    return Paper(
        title="退役报到申请表",
        reference=REFERENCE,
        marks=(("办件编号", REFERENCE), ("事项代码", "discharge_report")),
        blocks=blocks or (Heading("基本信息"), Fields((("姓名", "测试甲"), ("性别", "男")))),
        made_at=NOW,
    )


def test_its_text_can_be_extracted() -> None:
    text = text_of(pdf(paper()))

    assert "退役报到申请表" in text
    assert f"办件编号：{REFERENCE}" in text
    assert "姓名测试甲性别男" in text


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert pdf(paper()) == pdf(paper())
    assert b"D:20261124020000Z" not in pdf(replace(paper(), made_at=NOW.replace(hour=3)))


def test_every_page_has_its_number_and_the_reference() -> None:
    pages = pages_of(pdf(paper(Table(("序号", "材料", "方式"), ROWS, (1, 3, 2)))))

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"第 {number} 页　共 {len(pages)} 页" in page
        assert REFERENCE in page
        assert "序号" in page


def test_a_row_higher_than_a_sheet_goes_on_on_the_next() -> None:
    reason = "请补交" + "第一页、" * 800 + "末页"

    text = text_of(pdf(paper(Table(("序号", "原因"), (("1", reason),), (1, 9)))))

    assert text.count("第一页、") > 700
    assert "末页" in text


def test_a_character_that_the_typeface_lacks_stands_as_its_code_point_and_is_explained() -> None:
    text = text_of(pdf(paper(Fields((("姓名", RARE),)))))

    assert "测U+20BB7甲" in text
    assert "字库未收录" in text
    assert "字库未收录" not in text_of(pdf(paper()))


@pytest.mark.slow
@each("character", "頔龑𠀀𱍐")
def test_a_rare_character_of_a_name_is_printed_as_it_is_and_can_be_copied(
    character: str, tmp_path: Path
) -> None:
    named, blank = (paper(Fields((("姓名", f"测试{one}"),))) for one in (character, "　"))
    make(tmp_path, [source(character)])

    printed = pdf(named, FolderTypefaces(tmp_path).block)

    assert f"测试{character}" in text_of(printed)
    assert "U+" not in text_of(printed)
    # Its own shape, a block of ink, is really there.
    assert ink_of(printed)[0][0] > ink_of(pdf(blank))[0][0] + 0.0001
    assert printed == pdf(named, FolderTypefaces(tmp_path).block)


@pytest.mark.slow
def test_a_name_of_usual_and_rare_characters_stands_in_one_line_and_in_order(tmp_path: Path) -> None:
    make(tmp_path, [source("頔龑𠀀")])

    text = text_of(
        pdf(paper(Heading("头頔尾"), Paragraph("测頔试龑甲𠀀乙")), FolderTypefaces(tmp_path).block)
    )

    assert "头頔尾" in text
    assert "测頔试龑甲𠀀乙" in text


def test_rare_characters_of_the_national_table_are_printed_as_they_are() -> None:
    text = text_of(pdf(paper(Fields((("姓名", "张㑇𬭎"),)))))

    assert "张㑇𬭎" in text


def test_no_character_of_a_line_is_lost_however_odd() -> None:
    odd = "甲\u200b乙\u0301丙🙂丁\ue000"

    text = text_of(pdf(paper(Fields((("地址", odd),)))))

    assert "甲U+200B乙U+0301丙U+1F642丁U+E000" in text


def test_its_picture_has_ink_inside_the_margins_only() -> None:
    blocks = (
        Paragraph("本人承诺所填内容真实。" * 30),
        Signature("申请人"),
        SealPlace("广州市公安局天河区分局", None),
    )

    pictures = ink_of(pdf(paper(Heading("材料"), Table(("序号", "材料", "方式"), ROWS, (1, 3, 2)), *blocks)))

    assert all(0.02 < share < 0.5 and is_clean for share, is_clean in pictures)


def test_the_place_of_the_seal_holds_the_office_and_the_date() -> None:
    text = text_of(pdf(paper(SealPlace("天河区医疗保障局", NOW.date()), SealPlace("天河区公安分局", None))))

    assert "（没有加盖电子印章）天河区医疗保障局2026年11月24日" in text
    assert "天河区公安分局年月日" in text.replace("　", "")


def test_a_form_is_small() -> None:
    assert len(pdf(paper())) < 60_000
