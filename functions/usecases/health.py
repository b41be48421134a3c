"""Is the ledger there?"""

from functions.ports.deps import Deps

NOBODYS_CASE = "00000000-0000-0000-0000-000000000000"


def check_ledger(deps: Deps) -> None:
    """One read by key of an event that nobody wrote: the cheapest question that only a working ledger answers.

    Raises StoreBusy.
    """
    deps.store.event(NOBODYS_CASE, "health")
