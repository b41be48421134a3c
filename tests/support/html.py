"""HTML read as a browser reads it, and asked in CSS."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What stands there and is not said.
_UNSAID = ["script", "style", "template", "rt", "rp"]


def html_of(text: str) -> "Element":
    return _whole(LexborHTMLParser(text))


def said_html_of(text: str) -> "Element":
    """Only what a browser shows of it."""
    parsed = LexborHTMLParser(text)
    parsed.strip_tags(_UNSAID, recursive=True)
    return _whole(parsed)


def _whole(parsed: LexborHTMLParser) -> "Element":
    assert parsed.root is not None
    return Element(parsed.root)


class Element:
    """What stands in a tag, and the tag; an attribute without a value has an empty one."""

    def __init__(self, node: LexborNode) -> None:
        self._node = node

    def __str__(self) -> str:
        return self._node.html or ""

    def __getitem__(self, attribute: str) -> str:
        return self._node.attributes[attribute] or ""

    def get(self, attribute: str, otherwise: str = "") -> str:
        return self[attribute] if self.has_attr(attribute) else otherwise

    def has_attr(self, attribute: str) -> bool:
        return attribute in self._node.attributes

    @property
    def name(self) -> str:
        return self._node.tag or ""

    def select(self, css: str) -> list["Element"]:
        """What is found within, in its order there."""
        return [Element(one) for one in self._node.css(css) if one.mem_id != self._node.mem_id]

    def select_one(self, css: str) -> "Element | None":
        return next(iter(self.select(css)), None)

    def get_text(self, between: str = "", *, strip: bool = False) -> str:
        return self._node.text(separator=between, strip=strip, skip_empty=strip)

    def remove(self) -> None:
        self._node.decompose()
