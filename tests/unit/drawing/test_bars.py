from functions.drawing.bars import BarGroup, bar_chart


def test_the_longest_bar_takes_the_whole_width_and_the_others_their_part() -> None:
    chart = bar_chart(
        [BarGroup("2026-10", ((8.0, "8.0"), (2.0, "2.0"))), BarGroup("2026-11", ((4.0, "4.0"),))]
    )

    (first, second), (third,) = (group.bars for group in chart.groups)
    assert (second.width / first.width, third.width / first.width) == (0.25, 0.5)
    assert first.end > chart.left + first.width
    assert chart.groups[1].bars[0].y > first.y + 2 * chart.thick


def test_what_is_hidden_or_nought_has_no_length_and_its_words_all_the_same() -> None:
    (group,) = bar_chart([BarGroup("户口登记", ((None, "隐去"), (0.0, "0.0")))]).groups

    assert [(bar.width, bar.said) for bar in group.bars] == [(0.0, "隐去"), (0.0, "0.0")]
