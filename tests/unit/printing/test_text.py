from functions.printing.faces import Faces
from functions.printing.pdf import nowhere
from functions.printing.text import wrapped
from functions.printing.typeface import typeface


def lines(text: str, width: float, indent: float = 0) -> list[str]:
    found = wrapped(text, Faces(typeface(), nowhere), size=10, width=width, indent=indent)
    return ["".join(atom.text for atom in line) for line in found]


def test_chinese_breaks_anywhere_but_before_closing_punctuation() -> None:
    assert lines("申请材料，请补正", 40) == ["申请材", "料，请补", "正"]
    assert (
        lines("关于（补正）的", 30) == ["关于", "（补正）", "的"] or lines("关于（补正）的", 30)[1][0] == "（"
    )


def test_a_number_is_broken_only_where_it_is_longer_than_a_line() -> None:
    assert lines("证件号440106", 50) == ["证件号", "440106"]
    assert "".join(lines("440106200301010010", 30)) == "440106200301010010"


def test_the_first_line_is_indented_and_a_line_break_is_kept() -> None:
    assert lines("一二三四五", 40, indent=20) == ["一二", "三四五"]
    assert lines("一\n二", 40) == ["一", "二"]
    assert lines("", 40) == [""]
