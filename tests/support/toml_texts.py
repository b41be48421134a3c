"""TOML that no reader gets through: too deep, by brackets and by dots, and numbers too long; `{}` is the key."""

UNREADABLE = (
    "{} = " + "[" * 3000,
    "{}" + ".a" * 3000 + " = 1",
    "{} = " + "9" * 5000,
    "{} = 0x" + "f" * 5000,
)
