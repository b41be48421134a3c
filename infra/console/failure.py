"""The ways for the console to end badly, each with its exit code (docs/command.md)."""

from enum import IntEnum


class Exit(IntEnum):
    """USAGE is the command line's own; INTERRUPTED is Ctrl-C."""

    FINE = 0
    REFUSED = 1
    USAGE = 2
    UNREACHABLE = 3
    NOT_ALLOWED = 4
    NOT_FOUND = 5
    NOT_GENUINE = 6
    NOT_CONFORMING = 7
    INTERRUPTED = 130


class Failure(Exception):
    """Its message is the one line that the person at the terminal gets; the exit code is not 0."""

    exit = Exit.REFUSED


class Misused(Failure):
    """What was typed, or a file that was named, cannot be used."""

    exit = Exit.USAGE


class Unreachable(Failure):
    """Nobody answered, or the system says that it cannot just now (5xx): the same may be done again."""

    exit = Exit.UNREACHABLE


class NotAllowed(Failure):
    exit = Exit.NOT_ALLOWED


class NothingThere(Failure):
    exit = Exit.NOT_FOUND


class NotGenuine(Failure):
    """A stored message whose signature does not hold."""

    exit = Exit.NOT_GENUINE


class NotConforming(Failure):
    """A program that does not do what a department's has to."""

    exit = Exit.NOT_CONFORMING


def of_status(status: int, words: str) -> Failure:
    """Of an answer that is no success."""
    if status >= 500:
        return Unreachable(words)
    return {401: NotAllowed, 403: NotAllowed, 404: NothingThere}.get(status, Failure)(words)
