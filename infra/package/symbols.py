"""What a library in a wheel holds for debuggers alone: a third of a megabyte of the zip."""

from io import BytesIO

from elftools.elf.elffile import ELFFile

LIBRARY = ".so"


def without_symbols(library: bytes) -> bytes:
    """The same library with zeros where its table of symbols, and their names, were: nothing in it moves, and the loader
    reads neither (ELF, .symtab and .strtab; what it reads is .dynsym). Raises ELFError for what is no library.
    """
    elf, bare = ELFFile(BytesIO(library)), bytearray(library)
    table = elf.get_section_by_name(".symtab")
    if table is None:
        return library
    for section in (table, elf.get_section(table["sh_link"])):
        begin, size = section["sh_offset"], section["sh_size"]
        bare[begin : begin + size] = bytes(size)
    return bytes(bare)
