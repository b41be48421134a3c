"""`python -m tests.e2e.clean_visitor NAME CERTIFICATE`: a clerk signs in over HTTPS and sees the window."""

import re
import sys
from pathlib import Path

import urllib3

from tests.support.issuer_alone import signed_in_at


def main(name: str, certificate: Path) -> int:
    with urllib3.HTTPSConnectionPool(
        "127.0.0.1",
        443,
        ca_certs=str(certificate),
        server_hostname=name,
        assert_hostname=name,
        headers={"Host": name, "Accept": "text/html"},
        timeout=30,
        retries=False,
    ) as browser:
        begun = browser.request("GET", "/sign-in", redirect=False)
        kept = begun.headers["Set-Cookie"]
        back = signed_in_at(begun.headers["Location"], "clerk").removeprefix(f"https://{name}")
        signed_in = browser.request("GET", back, headers=_with(browser, kept), redirect=False)
        session = next(line for line in signed_in.headers.getlist("Set-Cookie") if "Max-Age=0" not in line)
        page = browser.request("GET", "/window", headers=_with(browser, session))
    title = re.search(r"<title>([^<]*)</title>", page.data.decode())
    sys.stdout.write(
        f"https://{name}/sign-in → {begun.status} · /signed-in → {signed_in.status}, {session.partition('=')[0]}"
        f" · /window → {page.status}「{title[1] if title else ''}」\n"
    )
    return 0 if page.status == 200 and session.startswith("__Host-") else 1


def _with(browser: urllib3.HTTPSConnectionPool, cookie: str) -> dict[str, str]:
    return {**browser.headers, "Cookie": cookie.partition(";")[0]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
