"""Several words in one setting: a template's parameter and a configuration's key are one text each."""


def list_of(text: str) -> tuple[str, ...]:
    """`a,b`."""
    return tuple(one.strip() for one in text.split(",") if one.strip())
