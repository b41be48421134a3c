"""Which office works a region's items: every region of a department, and the way to each."""

from functions.pages.fields import Field, Kind
from functions.pages.operator import filters
from functions.pages.operator.addresses import ROUTE, ROUTES, address
from functions.pages.operator.views_route import MODES
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.settings import route_view
from functions.usecases.guide.advise import guide
from functions.usecases.office import routes
from functions.web.roles import OPERATORS
from schemas.codes import CHINESE, Department
from schemas.operator.views_settings import RouteView


def show_console_routes(asked: Asked) -> Answer:
    department = filters.department_of(asked) or Department.VETERANS_AFFAIRS
    lines = routes.routes_of(asked.by, department, None, asked.deps)
    edition = guide(asked.deps)
    view = {
        "tabs": tuple(
            filters.Tab(address(ROUTES, department=one.value), CHINESE[one], one is department)
            for one in Department
        ),
        "rows": tuple(_row(route_view(line, edition)) for line in lines),
        "kept": (("department", department.value),),
        "field": Field("region", "还没有列出的地方", Kind.SELECT, choices=filters.places(asked)),
    }
    return Shown("operator/routes.html", "机构和路由", view)


def _row(one: RouteView) -> tuple[str | tuple[str, str], ...]:
    return (
        (one.region_name, address(ROUTE, department=one.department.value, region=one.region)),
        one.serving.name,
        MODES[one.serving.mode],
        one.serving.endpoint,
        one.serving.telephone or "待核定",
        _by(one),
    )


def _by(one: RouteView) -> str:
    if one.serving.unreadable:
        return "路由读不出来，没有送给别的机构：请运维人员放回（lianban repair）"
    return f"设置过，第 {one.version} 版" if one.set else "机构表"


PAGES = (Page(method="GET", path=ROUTES, roles=OPERATORS, handler=show_console_routes),)
