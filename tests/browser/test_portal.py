"""docs/portal.js walks from the first question to the rating, in a browser's page of another origin."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.support.each import each
from tests.support.machine import PROMPT, ROOT, Machine, free_port
from tests.support.papers import paper

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.together("walks")]
PERSON = json.loads((ROOT / "docs" / "journey_people.json").read_text("utf-8"))[2]
LIBRARY = "const portal = await import('/portal.js');"
WALK = f"""async ([server, person]) => {{
  {LIBRARY}
  const me = new portal.Portal(server, await portal.signInAs(server, person.identity));
  const asked = await me.guide((question) => person.answers[question.code] ?? "unsure");
  let draft = await me.draft(asked);
  for (const [section, typed] of Object.entries(person.typed)) {{
    const open = Object.entries(typed).filter(([name]) => draft.form[section]?.[name] == null);
    draft = await me.save(draft.draft_id, {{ [section]: Object.fromEntries(open) }});
  }}
  const place = `/v1/drafts/${{draft.draft_id}}/materials`;
  const bytes = Uint8Array.from(atob(person.paper), (one) => one.charCodeAt(0));
  let uploads = 0;
  for (const {{ item, material }} of await me.wanted(draft.draft_id)) {{
    const file = new Blob([bytes, `% ${{item}} ${{material}}\\n`], {{ type: "application/pdf" }});
    await me.upload(place, {{ item, material, file }});
    uploads += 1;
  }}
  const open = (await me.drafts()).entries.map((one) => one.draft_id);
  const lent = await me.letWindow(draft.draft_id);
  const back = await me.takeBack(draft.draft_id);
  const first = await me.submit(draft.draft_id);
  const again = await me.submit(draft.draft_id);
  const seen = await me.follow(first.case_id, (one) => one.status === "closed", 0.5);
  const rated = await me.rate(first.case_id, "very_satisfied");
  const outcomes = seen.items.map((one) => one.outcome);
  const window_ = {{ found: open.includes(draft.draft_id), code: lent.code, same: back.draft_id === draft.draft_id }};
  return {{ window: window_, once: first.case_id === again.case_id, uploads, outcomes, rated: rated.length }};
}}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: Any) -> None:
        """Nobody reads it."""


@contextmanager
def portal(port: int) -> Iterator[str]:
    """The pages of a portal: here the docs folder, of which the script is used as it stands."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(ROOT / "docs")))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with portal(free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def machine(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    made = Machine(tmp_path_factory.mktemp("portal"), PROMPT, words=("--origin", origin))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def page(origin: str, opened: Browser) -> Iterator[Page]:
    """Closed with the context that it has for itself."""
    found = opened.new_page()
    found.goto(f"{origin}/portal.md")
    yield found
    found.close()


def test_a_portals_page_walks_from_the_first_question_to_the_rating(page: Page, machine: Machine) -> None:
    whole = base64.b64encode(paper()).decode()

    took = page.evaluate(WALK, [machine.client.server, {**PERSON, "paper": whole}])

    assert took["once"]
    assert (took["window"]["found"], len(took["window"]["code"]), took["window"]["same"]) == (True, 8, True)
    assert set(took["outcomes"]) == {"granted"}
    assert took["uploads"] >= 1
    assert took["rated"] == len(took["outcomes"])


def test_a_page_of_an_origin_that_is_not_configured_reads_nothing(machine: Machine, opened: Browser) -> None:
    with portal(free_port()) as elsewhere:
        page = opened.new_page()
        page.goto(f"{elsewhere}/portal.md")
        with pytest.raises(Error, match="Failed to fetch"):
            page.evaluate(
                "async (server) => (await fetch(`${server}/v1/regions`)).status", machine.client.server
            )


def test_the_proof_key_is_made_as_its_standard_says(page: Page) -> None:
    """RFC 7636, appendix B."""
    made = page.evaluate(
        f"async () => {{ {LIBRARY} return portal.challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'); }}"
    )

    assert made == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@each(
    "call",
    [
        "new portal.Portal(server, 't').drafts()",
        "portal.signInAs(server, 'nobody')",
        "portal.exchange(server, {})",
    ],
)
def test_what_a_proxy_refuses_in_its_own_words_is_a_refusal_with_its_status(page: Page, call: str) -> None:
    """And a token that was not given is none of the name `undefined`."""
    server = f"{page.url}/refusing"
    page.route(f"{server}**", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    status = page.evaluate(
        f"async (server) => {{ {LIBRARY} return {call}.catch((error) => error.status); }}", server
    )

    assert status == 502
