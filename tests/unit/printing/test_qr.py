from functions.printing.qr import modules
from tests.support.make import REFERENCE


def test_a_code_is_square_with_its_three_corners() -> None:
    rows = modules(REFERENCE)

    assert len(rows) in (21, 25, 29)
    assert rows[0][0] == (0, 7)
    assert rows[0][-1] == (len(rows) - 7, 7)
    assert rows[-1][0] == (0, 7)


def test_the_same_text_gives_the_same_code_and_another_gives_another() -> None:
    assert modules(REFERENCE) == modules(REFERENCE)
    assert modules(REFERENCE) != modules(REFERENCE + "X")
