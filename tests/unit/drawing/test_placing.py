from itertools import combinations, pairwise

from functions.drawing.machine import every_state, flow_of
from functions.drawing.placing import HEAD, drawn
from functions.drawing.shapes import Box, moved
from infra.definition import joined

FLOW = flow_of(joined())
DRAWING = drawn(FLOW)
# What stands beside the page's margins in a window of 1280 px.
DESK = 1208


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def within(inner: Box, outer: Box) -> bool:
    return (
        outer.x <= inner.x
        and inner.right <= outer.right
        and outer.y + HEAD <= inner.y
        and inner.bottom <= outer.bottom
    )


def test_every_state_is_drawn_once() -> None:
    drawn_names = [box.name for box in DRAWING.boxes if box.kind in ("state", "container")]

    assert sorted(drawn_names) == sorted(state.name for state in every_state(FLOW))


def test_no_two_states_lie_on_each_other() -> None:
    states = [box for box in DRAWING.boxes if box.kind == "state"]

    assert not [(one.name, other.name) for one, other in combinations(states, 2) if overlap(one, other)]


def test_what_stands_in_a_container_lies_in_it_below_its_words() -> None:
    for state in every_state(FLOW):
        for inner in (one for flow in state.flows for one in flow.states):
            assert within(DRAWING.box(inner.name), DRAWING.box(state.name)), inner.name


def test_branches_stand_in_order_as_people_read() -> None:
    names = [flow.states[0].name for flow in FLOW.states[0].flows]
    places = [(DRAWING.box(name).y // 100, DRAWING.box(name).x) for name in names]

    assert places == sorted(places)


def test_the_drawing_fits_a_desk_and_holds_everything() -> None:
    assert DRAWING.width <= DESK
    for box in DRAWING.boxes:
        assert 0 <= box.x <= box.right <= DRAWING.width
        assert 0 <= box.y <= box.bottom <= DRAWING.height
    for line in DRAWING.lines:
        assert all(0 <= x <= DRAWING.width and 0 <= y <= DRAWING.height for x, y in line.points)


def test_every_edge_leaves_its_source_and_comes_to_its_target() -> None:
    for line in DRAWING.lines:
        if line.source and line.target and line.kind != "retry":
            source, target = DRAWING.box(line.source), DRAWING.box(line.target)
            assert source.x < line.points[0][0] < source.right
            assert line.points[0][1] in (source.y, source.bottom)
            assert target.x < line.points[-1][0] < target.right
            assert line.points[-1][1] in (target.y, target.bottom)


def test_no_two_edges_share_an_end() -> None:
    ends = [point for line in DRAWING.lines for point in (line.points[0], line.points[-1])]

    assert len(set(ends)) == len(ends)


def test_it_begins_on_top_and_ends_at_the_bottom() -> None:
    start, end = (next(box for box in DRAWING.boxes if box.kind == kind) for kind in ("start", "end"))

    assert (start.y, end.bottom) == (0, DRAWING.height)
    assert all(
        one.y <= other.y
        for one, other in pairwise((start, DRAWING.box("Departments"), DRAWING.box("CloseCase"), end))
    )


def test_the_same_machine_is_drawn_the_same() -> None:
    assert drawn.__wrapped__(flow_of(joined())) == DRAWING


def test_a_drawing_is_moved_as_a_whole() -> None:
    back = moved(moved(DRAWING, 7, 5), -7, -5)

    assert back.box("CloseCase") == DRAWING.box("CloseCase")
    assert back.lines[0] == DRAWING.lines[0]
