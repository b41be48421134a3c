from importlib import util
from io import BytesIO
from pathlib import Path

import pytest
from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from infra.package.symbols import without_symbols


def library() -> bytes:
    spec = util.find_spec("_cffi_backend")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_bytes()


def section(content: bytes, name: str) -> bytes:
    found = ELFFile(BytesIO(content)).get_section_by_name(name)
    assert found is not None
    return found.data()


def test_only_what_the_loader_does_not_read_is_gone() -> None:
    whole = library()

    bare = without_symbols(whole)

    assert len(bare) == len(whole)
    assert any(section(whole, ".symtab"))
    assert not any(section(bare, ".symtab"))
    for kept in (".text", ".dynsym", ".dynstr", ".data"):
        assert section(bare, kept) == section(whole, kept)


def test_a_library_without_symbols_stays_as_it_is() -> None:
    bare = without_symbols(library())

    assert without_symbols(bare) == bare


def test_what_is_no_library_is_told() -> None:
    with pytest.raises(ELFError):
        without_symbols(b"no library")
