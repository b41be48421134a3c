"""Python's collector of cycles, for a process of which nearly everything that it makes is freed without it."""

import gc

# Objects made and not freed before it looks at the youngest; 700 by itself, which a case makes many times over.
_YOUNGEST = 10_000


def collect_seldom() -> None:
    """What was imported until now is never looked at again. Called once, by whoever starts the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNGEST)
