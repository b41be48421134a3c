"""Sets a paper on sheets: its title with the reference and the QR code, its blocks, the foot of every sheet."""

from datetime import date

from functions.domain.applicant.paper import (
    Fields,
    Heading,
    Pairs,
    Paper,
    PaperBlock,
    Paragraph,
    SealImprint,
    SealPlace,
    Signature,
    Table,
)
from functions.printing.faces import Faces
from functions.printing.grid import draw_fields, draw_table
from functions.printing.qr import modules
from functions.printing.sheet import (
    BLACK,
    BOTTOM,
    GREY,
    LEFT,
    RIGHT,
    WIDTH,
    SheetBox,
    SheetRing,
    Sheets,
    SheetText,
)
from functions.printing.text import TextLine, atoms, width_of, wrapped
from schemas.dates import date_text

TITLE, ABOVE, _MARKS, SMALL, BODY, HEADING = 20.0, 11.0, 10.0, 9.0, 12.0, 12.0
BODY_LEADING = 22.0
# Lines of a paragraph that a new sheet does not part.
_TOGETHER = 3
QR_SIDE, SEAL_SIDE = 62.0, 118.0
# A reader wants four modules of white around the code (ISO/IEC 18004); a version 2 code has 25 a side.
QR_QUIET = 14.0
UNSEALED_PLACE, EMPTY_PLACE = "（没有加盖电子印章）", "（加盖印章处）"
SEAL, DEMO_SEAL = "电子印章", "样　章"
BLANK_DATE = "年　　月　　日"
RARE = "方框内是字库未收录的字的统一码（Unicode）编号，该字以身份证件上的为准。"


class Layout:
    def __init__(self, typeface: Faces) -> None:
        self._typeface = typeface
        self._sheets = Sheets()

    def set(self, paper: Paper) -> Sheets:
        self._head(paper)
        for block in paper.blocks:
            self._block(block)
        if self._has_boxed():
            self._paragraph(f"注：{RARE}", size=SMALL, leading=15, indent=0)
        self._feet(paper)
        return self._sheets

    def _head(self, paper: Paper) -> None:
        sheets = self._sheets
        top = sheets.y
        self._centred(paper.above, WIDTH / 2, top + ABOVE, ABOVE)
        size = min(TITLE, TITLE * (RIGHT - LEFT - 2 * (QR_SIDE + QR_QUIET)) / self._width(paper.title, TITLE))
        self._centred(paper.title, WIDTH / 2, top + 42, size, bold=True)
        side = QR_SIDE / len(rows := modules(paper.scanned or paper.reference))
        for y, row in enumerate(rows):
            for x, length in row:
                place = RIGHT - QR_SIDE + x * side, top - 6 + y * side
                sheets.add(SheetBox(*place, length * side, side, fill=BLACK))
        sheets.y = top + QR_SIDE + 8
        self._marks(paper.marks)

    def _marks(self, marks: Pairs) -> None:
        """As many to a line as fit, none broken unless it is longer than a line."""
        line = ""
        for mark in (f"{name}：{text}" for name, text in marks):
            longer = f"{line}　　{mark}" if line else mark
            if line and self._width(longer, _MARKS) > RIGHT - LEFT:
                self._paragraph(line, size=_MARKS, leading=15, indent=0)
                longer = mark
            line = longer
        self._paragraph(line, size=_MARKS, leading=15, indent=0)
        self._sheets.y += 4

    def _block(self, block: PaperBlock) -> None:
        if isinstance(block, Heading):
            self._sheets.make_room(70)
            self._sheets.add(SheetText(LEFT, self._sheets.y + 19, HEADING, self._line(block.text), bold=True))
            self._sheets.y += 26
        elif isinstance(block, Fields):
            draw_fields(self._sheets, block, self._typeface)
            self._sheets.y += 4
        elif isinstance(block, Table):
            draw_table(self._sheets, block, self._typeface)
            self._sheets.y += 4
        elif isinstance(block, Paragraph):
            self._paragraph(block.text, size=BODY, leading=BODY_LEADING, indent=2 if block.indented else 0)
        elif isinstance(block, Signature):
            self._signature(block)
        elif isinstance(block, SealPlace):
            self._seal_place(block)
        else:
            self._imprint(block)

    def _paragraph(self, text: str, *, size: float, leading: float, indent: int) -> None:
        first = indent * size
        lines = self._wrapped(text, size, indent=first)
        self._sheets.make_room(min(len(lines), _TOGETHER) * leading)
        for number, line in enumerate(lines):
            self._sheets.make_room(leading)
            x = LEFT + (0 if number else first)
            self._sheets.add(SheetText(x, self._sheets.y + leading * 0.72, size, line))
            self._sheets.y += leading

    def _signature(self, block: Signature) -> None:
        self._sheets.make_room(40)
        text = f"{block.who}（签名）：　　　　　　　　　　　　　{BLANK_DATE}"
        x = RIGHT - self._width(text, BODY)
        self._sheets.add(SheetText(x, self._sheets.y + 28, BODY, self._line(text)))
        self._sheets.y += 44

    def _seal_place(self, block: SealPlace) -> None:
        """What an office has said has its place for a seal and none in it; a form's is for the office to fill."""
        centre, top = self._seal_centre(block.office)
        self._sheets.add(SheetBox(centre - SEAL_SIDE / 2, top, SEAL_SIDE, SEAL_SIDE, dashed=True))
        self._centred(UNSEALED_PLACE if block.on else EMPTY_PLACE, centre, top + 20, SMALL, grey=GREY)
        self._of_office(block.office, block.on, centre, top)

    def _imprint(self, block: SealImprint) -> None:
        """Two rings, with 样章 in them where it is no seal."""
        centre, top = self._seal_centre(block.office)
        middle = top + SEAL_SIDE / 2
        self._sheets.add(
            SheetRing(centre, middle, SEAL_SIDE / 2), SheetRing(centre, middle, SEAL_SIDE / 2 - 4)
        )
        self._centred(DEMO_SEAL if block.seal.demo else SEAL, centre, top + 40, TITLE, bold=True)
        self._centred(block.seal.number, centre, top + SEAL_SIDE - 22, 7)
        self._of_office(block.office, block.on, centre, top)

    def _seal_centre(self, office: str) -> tuple[float, float]:
        """Of the next place of a seal: its middle across, and its top."""
        self._sheets.make_room(SEAL_SIDE + 16)
        width = max(self._width(office, BODY), SEAL_SIDE)
        return RIGHT - width / 2 - 6, self._sheets.y + 10

    def _of_office(self, office: str, day: date | None, centre: float, top: float) -> None:
        """The seal covers the office's name and the date, so that neither can be changed under it."""
        self._centred(office, centre, top + SEAL_SIDE / 2 + 4, BODY)
        on = date_text(day) if day else BLANK_DATE
        self._centred(on, centre, top + SEAL_SIDE / 2 + 26, BODY)
        self._sheets.y = top + SEAL_SIDE + 6

    def _feet(self, paper: Paper) -> None:
        count = len(self._sheets.sheets)
        for number, sheet in enumerate(self._sheets.sheets, 1):
            sheet.append(SheetBox(LEFT, BOTTOM + 12, RIGHT - LEFT, 0.4, fill=GREY))
            left, right = f"{paper.title}　{paper.reference}", f"第 {number} 页　共 {count} 页"
            sheet.append(SheetText(LEFT, BOTTOM + 26, SMALL, self._line(left), grey=GREY))
            x = RIGHT - self._width(right, SMALL)
            sheet.append(SheetText(x, BOTTOM + 26, SMALL, self._line(right), grey=GREY))

    def _has_boxed(self) -> bool:
        marks = (mark for sheet in self._sheets.sheets for mark in sheet)
        return any(atom.boxed for mark in marks if isinstance(mark, SheetText) for atom in mark.line)

    def _centred(
        self, text: str, centre: float, y: float, size: float, *, bold: bool = False, grey: float = BLACK
    ) -> None:
        x = centre - self._width(text, size) / 2
        self._sheets.add(SheetText(x, y, size, self._line(text), bold=bold, grey=grey))

    def _line(self, text: str) -> TextLine:
        return tuple(atoms(text, self._typeface))

    def _width(self, text: str, size: float) -> float:
        return width_of(self._line(text), size)

    def _wrapped(self, text: str, size: float, indent: float = 0) -> list[TextLine]:
        return wrapped(text, self._typeface, size=size, width=RIGHT - LEFT, indent=indent)
