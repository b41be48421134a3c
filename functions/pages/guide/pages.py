"""The first page, an item's own page, questions and answers, and what becomes of personal data: for anybody."""

from functions.domain.case.refusals import ItemNotFound
from functions.pages.guide import views
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.guide.items import guide_view
from functions.usecases.guide.advise import guide, sources_connected
from functions.usecases.guide.publicity import publicity_for


def show_home(asked: Asked) -> Answer:
    city, edition = _city(asked), guide(asked.deps)
    view = views.home(edition, publicity_for(city, asked.deps), city, connected=sources_connected(asked.deps))
    return Shown("guide/home.html", "办理入口", view)


def _show_item(asked: Asked) -> Answer:
    """Raises ItemNotFound."""
    edition = guide(asked.deps)
    items = guide_view(edition, connected=sources_connected(asked.deps)).items
    found = next((one for one in items if one.code == asked.path["item"]), None)
    if found is None:
        raise ItemNotFound
    return Shown("guide/item.html", found.name, views.item_page(found, edition))


def show_questions(asked: Asked) -> Answer:
    city, edition = _city(asked), guide(asked.deps)
    found = publicity_for(city, asked.deps)
    return Shown("guide/answers.html", "常见问题", views.pieces(found.answers, found.sources, edition))


def show_privacy(asked: Asked) -> Answer:
    found = publicity_for(None, asked.deps)
    pieces = views.pieces(found.privacy, found.sources, guide(asked.deps))
    return Shown("guide/privacy.html", "个人信息怎么用", pieces)


def _city(asked: Asked) -> str | None:
    """What is no city is nobody's choice: then what is for everybody is shown."""
    given = asked.query.get("city", "")
    return given if guide(asked.deps).regions.city(given) else None


PAGES = (
    Page(method="GET", path="/", roles=None, handler=show_home),
    Page(method="GET", path="/guide/items/{item}", roles=None, handler=_show_item),
    Page(method="GET", path="/questions", roles=None, handler=show_questions),
    Page(method="GET", path="/privacy", roles=None, handler=show_privacy),
)
