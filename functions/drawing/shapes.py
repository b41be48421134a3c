"""What a drawing is made of: plain values in pixels, for whoever writes SVG of it."""

from dataclasses import dataclass
from typing import Literal

BoxKind = Literal["state", "container", "branch", "start", "end"]
LineKind = Literal["next", "choice", "catch", "retry"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """`name`: the state's; of a branch, its number from 1 on."""

    name: str
    kind: BoxKind
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """`points`: the first one, then for each curve two that bend it and its end. `label`: where its words stand."""

    source: str
    target: str
    kind: LineKind
    points: tuple[Point, ...]
    label: Point
    errors: tuple[str, ...] = ()
    choice: int = 0

    @property
    def path(self) -> str:
        """As SVG says it (M, C with absolute points)."""
        (x, y), rest = self.points[0], self.points[1:]
        curves = (rest[n : n + 3] for n in range(0, len(rest), 3))
        return f"M{x:g},{y:g}" + "".join(" C" + " ".join(f"{x:g},{y:g}" for x, y in one) for one in curves)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes from the outside to the inside, so that they are written in this order."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[DrawnLine, ...]

    def box(self, name: str) -> Box:
        return next(box for box in self.boxes if box.name == name and box.kind in ("state", "container"))


def moved(drawing: Drawing, right: float, down: float) -> Drawing:
    boxes = tuple(
        Box(one.name, one.kind, one.x + right, one.y + down, one.width, one.height) for one in drawing.boxes
    )
    lines = tuple(_moved(line, right, down) for line in drawing.lines)
    return Drawing(drawing.width, drawing.height, boxes, lines)


def _moved(line: DrawnLine, right: float, down: float) -> DrawnLine:
    points = tuple((x + right, y + down) for x, y in line.points)
    label = (line.label[0] + right, line.label[1] + down)
    return DrawnLine(line.source, line.target, line.kind, points, label, line.errors, line.choice)
