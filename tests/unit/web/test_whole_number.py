from functions.web.whole_number import number_or


def test_what_is_typed_in_digits_is_a_number() -> None:
    typed = ("0", "7", "007", "999", "９０")

    assert [number_or(None, text, digits=3) for text in typed] == [0, 7, 7, 999, 90]


def test_what_is_no_whole_number_of_so_many_digits_is_what_else_was_named() -> None:
    typed = ("", "-1", "+1", "1.0", " 1", "1e3", "²", "٣", "三", "1000", "9" * 5000)

    assert [number_or("no", text, digits=3) for text in typed] == ["no"] * len(typed)
