from functions.domain.applicant.paper import Paper
from functions.printing.faces import Faces
from functions.printing.layout import QR_QUIET, QR_SIDE, Layout
from functions.printing.pdf import nowhere
from functions.printing.sheet import RIGHT, WIDTH, SheetText
from functions.printing.typeface import typeface
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.each import each
from tests.support.make import NOW, REFERENCE

TITLES = [f"{item.name}申请表" for item in load_edition(CURRENT).items]


@each("title", [*TITLES, "退役军人服务“一件事”联合办理登记表", "长" * 60])
def test_no_title_comes_near_the_code(title: str) -> None:
    layout = Layout(Faces(typeface(), nowhere))

    (head, *_) = layout.set(Paper(title, REFERENCE, (), (), NOW)).sheets

    found = next(mark for mark in head if isinstance(mark, SheetText) and mark.bold)
    ends = WIDTH - found.x
    assert ends <= RIGHT - QR_SIDE - QR_QUIET + 0.01
