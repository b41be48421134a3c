"""Where the console's pages stand, with what they are narrowed by: an address is a saved filter."""

from urllib.parse import urlencode

NOW = "/console"
INCIDENTS_PATH = "/console/incidents"
ITEMS = "/console/items"
CASES = "/console/cases"
CASE = f"{CASES}/{{case_id}}"
ITEM = f"{CASE}/items/{{item}}"
BATCHES = "/console/batches"
BATCH_FORM = f"{BATCHES}/new"
REVIEWS = "/console/reviews"
WAITING_FIGURES = "/console/figures/waiting"
ROUTES = "/console/routes"
ROUTE = "/console/route"
DIRECTORY = "/console/directory"
ROLLOUT = "/console/rollout"
FIGURES = "/console/figures"
RECORDS = "/console/records"
LOOKS_PATH = "/console/looks"
EXPORTS = "/console/exports"
EXPORT_FORM = f"{EXPORTS}/new"
SOURCES = "/console/sources"
UNKNOWN_PATH = "/console/unknown"
RATINGS = "/console/ratings"
ACTS = "/console/acts"
FEEDBACK = "/console/feedback"
CIRCULARS, CIRCULARS_ISSUED = "/circulars", "/console/circulars"
# Under a case: it is set aside (隔离), or tried again.
SETBACK = "setback"


def address(path: str, **given: str | None) -> str:
    asked = {name: value for name, value in given.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def case_address(case_id: str) -> str:
    return f"{CASES}/{case_id}"


def item_address(case_id: str, code: str) -> str:
    return f"{CASES}/{case_id}/items/{code}"


def act_address(case_id: str, code: str, act: str) -> str:
    return f"{item_address(case_id, code)}/acts/{act}"
