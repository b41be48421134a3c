from infra.growth.report import grown, growth_table, ratio

FLAT, GROWN, QUICK = {1_000: 10.0, 100_000: 14.0}, {1_000: 10.0, 100_000: 15.1}, {1_000: 0.5, 100_000: 1.9}


def test_what_takes_more_than_half_as_long_again_has_grown() -> None:
    assert grown({"flat": FLAT, "grown": GROWN}) == ("grown",)
    assert ratio(GROWN) == 1.51


def test_less_than_two_milliseconds_more_say_nothing() -> None:
    assert grown({"quick": QUICK}) == ()


def test_the_worst_counts_wherever_it_stands() -> None:
    assert grown({"middle": {1_000: 10.0, 100_000: 40.0, 1_000_000: 12.0}}) == ("middle",)


def test_the_table_marks_what_has_grown() -> None:
    head, flat, grown_line = growth_table({"flat": FLAT, "grown": GROWN}).splitlines()

    assert "1,000" in head
    assert not flat.endswith("!")
    assert grown_line.endswith("!")
