"""Makes the second typeface: all Han that the first lacks, in blocks of 256 code points (functions/printing/faces.py).

    python -m infra.rare_typeface --out var                          # one machine: its data folder
    python -m infra.rare_typeface --out build/rare [SOURCE.ttf …]    # to be copied into the bucket; other sources

The sources, in the order in which they are asked: Noto Serif SC, whose shapes are the mainland's (npm,
@expo-google-fonts/noto-serif-sc), then Hanazono Mincho (Debian, fonts-hanazono), both under the SIL Open Font License 1.1,
each known by its SHA-256. Together they have all 87,887 Han of GB 18030-2022. Extensions G and later are in neither: other
sources may be given, such as Jigmo's three files (CC0). A source has outlines without composites or hints, as these have.
"""

import argparse
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.adapters.typefaces import block_name
from functions.printing.faces import packed_blocks
from functions.printing.typeface import NOTDEF, Typeface, file_of, tables, typeface

# CJK unified ideographs, extension A, compatibility; extensions B to I; 〇.
_HAN = (
    range(0x3007, 0x3008),
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x323B0),
)
_SOURCES = {
    "NotoSerifSC_400Regular.ttf": "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    "HanaMinA.ttf": "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7",
    "HanaMinB.ttf": "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c",
}
OF_GB_18030 = (
    range(0x3400, 0x4DB6),
    range(0x4E00, 0x9FF0),
    range(0x20000, 0x2A6D7),
    range(0x2A700, 0x2B735),
    range(0x2B740, 0x2B81E),
    range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1),
)
UNIFIED_BESIDE = (
    0xFA0E,
    0xFA0F,
    0xFA11,
    0xFA13,
    0xFA14,
    0xFA1F,
    0xFA21,
    0xFA23,
    0xFA24,
    0xFA27,
    0xFA28,
    0xFA29,
)
NPM, DEBIAN = "@expo-google-fonts/noto-serif-sc@0.4.3", "fonts-hanazono"
_Taken = dict[int, list[tuple[int, int]]]


class SourceRefused(Exception):
    """A source that is not the one that was looked at, or not of the kind that can be cut into blocks."""


def make(out: Path, sources: Sequence[bytes]) -> set[int]:
    """Which Han can be printed now."""
    known = {code for code in _han() if typeface().glyph(chr(code)) is not None}
    blocks: dict[int, list[bytes]] = {}
    for raw in sources:
        _check(raw)
        face = Typeface(raw)
        for block, taken in _taken(face, known).items():
            blocks.setdefault(block, []).append(_cut(face, taken))
            known.update(code for code, _ in taken)
    for block, files in blocks.items():
        place = out / block_name(block)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(packed_blocks(files))
    return known


def gb_18030() -> set[int]:
    """The Han of GB 18030-2022: unified ideographs with extensions A to F, the twelve among the compatibility ones."""
    return {code for each in OF_GB_18030 for code in each} | set(UNIFIED_BESIDE)


def _han() -> Iterator[int]:
    for each in _HAN:
        yield from each


def _taken(face: Typeface, known: set[int]) -> _Taken:
    """By block, what this face has and no other before it: code points and glyphs."""
    taken: _Taken = {}
    for code in _han():
        glyph = face.glyph(chr(code))
        if glyph is not None and code not in known:
            taken.setdefault(code >> 8, []).append((code, glyph))
    return taken


def _cut(face: Typeface, taken: list[tuple[int, int]]) -> bytes:
    """A typeface of these characters: a subset with the table that finds them."""
    parts = tables(face.subset([NOTDEF, *(glyph for _, glyph in taken)]))
    return file_of({**parts, "cmap": found_by([code for code, _ in taken])})


def found_by(codes: list[int]) -> bytes:
    """A `cmap` of format 12: the codes, in their order, are the glyphs from 1 on."""
    groups = b"".join(struct.pack(">LLL", code, code, place) for place, code in enumerate(codes, 1))
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def _check(raw: bytes) -> None:
    """Raises SourceRefused for outlines that are made of others, and for offsets of two bytes."""
    parts = tables(raw)
    if "glyf" not in parts or struct.unpack_from(">h", parts["head"], 50) != (1,):
        raise SourceRefused("no TrueType outlines with long offsets")
    if not any(struct.unpack_from(">H", parts["cmap"], at) == (12,) for at in _subtables(parts["cmap"])):
        raise SourceRefused("no table of format 12")
    offsets = struct.unpack(f">{len(parts['loca']) // 4}L", parts["loca"])
    starts = (a for a, b in pairwise(offsets) if a < b)
    if any(struct.unpack_from(">h", parts["glyf"], start)[0] < 0 for start in starts):
        raise SourceRefused("outlines that are made of others")


def _subtables(cmap: bytes) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", cmap, 2)
    return (struct.unpack_from(">HHL", cmap, 4 + 8 * place)[2] for place in range(count))


def _fetched(folder: Path) -> list[bytes]:
    """From the registries, each known by its SHA-256. Raises SourceRefused."""
    _run(["npm", "pack", "--silent", NPM], folder)
    (archive,) = folder.glob("*.tgz")
    _run(["tar", "xzf", archive.name], folder)
    _run(["apt-get", "download", DEBIAN], folder)
    (package,) = folder.glob("*.deb")
    _run(["dpkg-deb", "-x", package.name, "unpacked"], folder)
    return [_known(next(folder.rglob(name)), digest) for name, digest in _SOURCES.items()]


def _known(path: Path, digest: str) -> bytes:
    raw = path.read_bytes()
    if sha256(raw).hexdigest() != digest:
        raise SourceRefused(f"{path.name} is not the file that was looked at")
    return raw


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.rare_typeface")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("sources", type=Path, nargs="*")
    given = parser.parse_args(words)
    try:
        with TemporaryDirectory() as folder:
            sources = [path.read_bytes() for path in given.sources] or _fetched(Path(folder))
            known = make(given.out, sources)
    except (OSError, subprocess.CalledProcessError, SourceRefused) as exc:
        sys.stderr.write(f"没有做成 not made：{exc}\n")
        return 1
    missing = len(gb_18030() - known)
    sys.stdout.write(
        f"{given.out / 'typefaces'}：{len(known):,} 个汉字可以打印，GB 18030 中还缺 {missing:,} 个。\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
