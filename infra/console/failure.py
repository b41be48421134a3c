"""The one way for the console to end badly."""


class Failure(Exception):
    """Its message is the one line that the person at the terminal gets; the exit code is not 0."""
