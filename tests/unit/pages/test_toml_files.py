import tracemalloc

import pytest

from functions.pages.toml_files import TomlUnreadable, toml_document

# A form may be thirty times as large, which took all the memory of a machine.
_PARTS = 4_000
_A_LITTLE = 256 * 1024


@pytest.mark.parametrize(
    "text",
    [
        "a." * _PARTS + "a = 1",
        "a . " * _PARTS + "a = 1",
        "[" + "a." * _PARTS + "a]",
        "x = {" + "a." * _PARTS + "a = 1}",
    ],
    ids=["a key", "with blanks", "a table", "within a table of one line"],
)
def test_a_key_of_endless_parts_is_refused_before_it_takes_the_memory(text: str) -> None:
    tracemalloc.start()

    with pytest.raises(TomlUnreadable):
        toml_document(text)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(text) + _A_LITTLE


def test_addresses_and_keys_of_some_parts_are_read() -> None:
    found = toml_document('[a.b.c]\nmap = "https://www.gd.example/a.b/c.d?e=1.2"\nhours = "9:00-12:00…………"')

    assert found["a"]["b"]["c"]["map"].startswith("https://")
