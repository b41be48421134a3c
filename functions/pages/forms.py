"""What a browser sends of a form: names with their values, and files. All of it is hostile until a use case judged it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from functions.domain.refusals import BodyTooComplex, MalformedBody, UnsupportedMediaType
from functions.web.media_type import media_type_of

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
# A whole application has under three hundred.
_MOST_FIELDS = 1_000
_MOST_FILES = 20
_UNREADABLE = "提交的表单读不出来，没有办理。请返回上一页，刷新后重新填写、提交。"
_TOO_MUCH = "提交的内容过多，没有办理。请返回上一页，分次填写、提交。"


@dataclass(frozen=True, slots=True)
class SentFile:
    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """In the order of the page. A field that was left empty is there with an empty text."""

    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, SentFile], ...] = ()

    def text(self, name: str) -> str:
        """What stands last under the name, without spaces around it; "" where there is none."""
        return next((value.strip() for given, value in reversed(self.fields) if given == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for given, value in self.fields if given == name)

    def has(self, name: str) -> bool:
        return any(given == name for given, _ in self.fields)

    def below(self, prefix: str) -> Mapping[str, str]:
        """By what follows the prefix."""
        return {
            name.removeprefix(prefix): self.text(name) for name, _ in self.fields if name.startswith(prefix)
        }

    def sent_files(self, name: str) -> tuple[SentFile, ...]:
        """Those that have a name: a browser sends an empty one where none was chosen."""
        return tuple(file for given, file in self.files if given == name and file.name)

    @property
    def has_files(self) -> bool:
        return any(file.name for _, file in self.files)


NOTHING_SENT = Form()


def read_form(content_type: str, raw: bytes) -> Form:
    """Raises UnsupportedMediaType, MalformedBody, BodyTooComplex, in words for whoever filled it in."""
    try:
        return _read(content_type, raw)
    except BodyTooComplex as error:
        raise BodyTooComplex(_TOO_MUCH) from error
    except (UnsupportedMediaType, MalformedBody) as error:
        raise type(error)(_UNREADABLE) from error


def _read(content_type: str, raw: bytes) -> Form:
    message = media_type_of(content_type)
    kind = message.get_content_type()
    if kind == URLENCODED:
        return Form(fields=tuple(_pairs(raw)))
    if kind == MULTIPART:
        return _parts(str(message.get_param("boundary", "")), raw)
    raise UnsupportedMediaType


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise MalformedBody from error
    if text.count("&") >= _MOST_FIELDS:
        raise BodyTooComplex
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
    except ValueError as error:
        raise MalformedBody from error


def _parts(boundary: str, raw: bytes) -> Form:
    # Imported at first use: only a page that takes files without a script needs it.
    from io import BytesIO

    from multipart import MultipartError, MultipartParser

    try:
        parser = MultipartParser(
            BytesIO(raw),
            boundary,
            content_length=len(raw),
            memory_limit=len(raw) + 1,
            # It is in memory already: a person's paper is not written to a folder of everybody's besides.
            spool_limit=len(raw) + 1,
            part_limit=_MOST_FIELDS,
        )
        parts = list(parser)
        # As browsers send it: what a part says of itself may name a coding that is none, or makes half characters.
        fields = tuple((part.name, part.raw.decode()) for part in parts if part.filename is None)
        files = tuple(
            (part.name, SentFile(part.filename, part.content_type, part.raw))
            for part in parts
            if part.filename is not None
        )
    except (MultipartError, ValueError) as error:
        raise MalformedBody from error
    if len(files) > _MOST_FILES:
        raise BodyTooComplex
    return Form(fields=fields, files=files)


def lines_of(form: Form) -> Iterator[tuple[str, str]]:
    """What a page that asks once more carries along, unseen."""
    return (pair for pair in form.fields if pair[0] != "token")


def is_typed(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether there is more than what a page of ours puts into each form."""
    return any(name not in ("token", "key") for name, _ in fields)
