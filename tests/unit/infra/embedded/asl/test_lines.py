"""Lines and shares, without a thread."""

from infra.embedded.asl.lines import LinePart, Lines

OFFICE, OTHER = LinePart("office", 2), LinePart("other", 2)


def lines() -> Lines[str]:
    return Lines(lambda function: function.partition("_")[0])


def test_what_stands_in_one_line_is_not_seen_in_another() -> None:
    ours = lines()
    ours.put("police_send", "a")

    assert ours.take("notices") is None
    assert not ours.is_empty("police")
    assert ours.take("police") == "a"
    assert ours.is_empty("police")


def test_whoever_works_for_all_lines_finds_everything_in_its_order() -> None:
    ours = lines()
    for number, function in enumerate(("police_send", "notices_tell", "police_send")):
        ours.put(function, str(number))

    assert [ours.take(None) for _ in range(4)] == ["0", "2", "1", None]


def test_a_part_gets_no_more_than_its_share_and_the_rest_of_the_line_goes_on() -> None:
    ours = lines()

    begun = [ours.begin("police_send", OFFICE, str(number)) for number in range(4)]

    assert begun == [True, True, False, False]
    assert ours.begin("police_send", OTHER, "other")


def test_what_waited_for_its_part_comes_first_once_there_is_room() -> None:
    ours = lines()
    for number in range(4):
        ours.begin("police_send", OFFICE, str(number))
    ours.put("police_send", "later")

    ours.end("police_send", OFFICE)

    assert [ours.take("police") for _ in range(3)] == ["2", "later", None]
    assert ours.begin("police_send", OFFICE, "2")
    assert not ours.begin("police_send", OFFICE, "3")


def test_a_part_that_is_done_leaves_nothing_behind() -> None:
    ours = lines()
    for number in range(300):
        ours.begin("police_send", OFFICE, str(number))
    for number in range(300):
        ours.end("police_send", OFFICE)
        found = ours.take("police")
        assert found is None or ours.begin("police_send", OFFICE, found) or number
    while ours.take("police"):
        pass

    assert not ours._parked
    assert not ours._at_work


def test_it_tells_once_how_much_came_into_which_line() -> None:
    ours = lines()
    for function in ("police_send", "police_send", "notices_tell"):
        ours.put(function, "")

    assert ours.news() == {"police": 2, "notices": 1}
    assert not ours.news()
