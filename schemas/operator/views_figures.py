"""What places have set of the catalogue (各地核定), as operators see it."""

from datetime import date

from pydantic import Field

from schemas.catalogue.place_figures import PlaceFigure
from schemas.operator.views_settings import ChangeView
from schemas.wire import Instant, ItemCode, Wire


class PlaceFigureView(Wire):
    """`proposal`: by which it is confirmed or refused. Without `proposed_by` it came with the edition. `set`: as it was
    proposed, to be read by a program."""

    proposal: str
    place: str
    place_name: str
    item: ItemCode
    item_name: str
    figure: str
    figure_text: str
    value_text: str
    since: date
    source_title: str
    source_address: str | None
    proposed_by: str | None
    proposed_at: Instant | None
    reason: str | None
    checked_by: str | None
    checked_at: Instant | None
    set: PlaceFigure


class UnfitFigureView(Wire):
    """A figure that was checked and is not used at the place, and why."""

    figure: PlaceFigureView
    field: str
    why: str


class PlaceFiguresView(Wire):
    """`holding`: what holds there today, each by the narrowest place that has set it; `standing`: what this place itself has
    set, also for days to come; `waiting`: what a second person has to check. `edition`: what a case is opened with today.
    """

    place: str
    place_name: str
    version: int
    today: date
    edition: str
    holding: tuple[PlaceFigureView, ...]
    standing: tuple[PlaceFigureView, ...]
    waiting: tuple[PlaceFigureView, ...]
    unfit: tuple[UnfitFigureView, ...]
    changes: tuple[ChangeView, ...]
    unreadable_changes: tuple[int, ...] = ()


class WaitingFiguresView(Wire):
    """A short page may have a cursor all the same. `unreadable`: places of which what was set is damaged."""

    entries: tuple[PlaceFigureView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class FigureDifferenceView(Wire):
    """`before`: None for what the earlier state did not have; `after`: None for what the later one has not."""

    before: PlaceFigureView | None
    after: PlaceFigureView | None


class FigureComparisonView(Wire):
    place: str
    before: int
    after: int
    entries: tuple[FigureDifferenceView, ...]


class ItemColumnView(Wire):
    name: str
    title: str = Field(description="字段的中文名称")
    public: bool = Field(description="是否国家平台公开的字段名；否则是本系统自己的名称，待核定")


class ItemTableView(Wire):
    columns: tuple[ItemColumnView, ...] = Field(description="各列，按顺序")
    rows: tuple[dict[str, str], ...] = Field(description="每个事项一行，按列的名称；没有核定的留空")
