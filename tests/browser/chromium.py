"""A Chromium to look at pages with: the system's, or the one that npm brings (build/browser), with a Chinese typeface."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, sync_playwright

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "browser"
PACKAGES = BUILD / "node_modules"
TYPEFACES = PACKAGES / "@expo-google-fonts" / "noto-sans-sc"
AXE = PACKAGES / "axe-core" / "axe.min.js"
SYSTEMS = ("chromium", "chromium-browser", "google-chrome")
# What Playwright turns off, whose word ours takes the place of; and RenderDocument, by which each page has a frame made for
# it alone, also where the same server's page stood before: a third of what a page takes to open.
TURNED_OFF = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch", "RenderDocument",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
# A root's browser has no sandbox to go into, and a small machine no large shared memory.
WORDS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--font-render-hinting=none",
    f"--disable-features={','.join(TURNED_OFF)}",
]
# For a browser that only looks: it draws no page by itself, a quarter of what one takes, and waits for ever where a mouse
# or a key is pressed. And what it runs is run too seldom to be worth making quick.
STILL = (
    "--disable-threaded-compositing",
    "--js-flags=--always-sparkplug --no-opt --no-maglev --no-flush-bytecode",
)


class NoBrowser(Exception):
    """Says what brings one."""


@dataclass(frozen=True, slots=True)
class Found:
    program: str
    environment: Mapping[str, str]


@cache
def chromium() -> Found:
    """Raises NoBrowser."""
    given = {**os.environ, "FONTCONFIG_FILE": str(_typefaces())}
    for name in SYSTEMS:
        if program := shutil.which(name):
            return Found(program, given)
    unpacked = BUILD / "unpacked"
    libraries = unpacked / "al2023" / "lib"
    return Found(unpacked_in(unpacked), {**given, "LD_LIBRARY_PATH": str(libraries)})


def unpacked_in(folder: Path) -> str:
    """The program's path. Whoever comes meanwhile waits: half of one was started before. Raises NoBrowser."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        asked = subprocess.run(
            ["node", str(Path(__file__).with_name("unpack.mjs"))],
            cwd=BUILD,
            env={**os.environ, "TMPDIR": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    if asked.returncode:
        raise NoBrowser(f"make build/browser/.ready brings a browser. {asked.stderr[-500:]}")
    return asked.stdout.strip().splitlines()[-1]


def _typefaces() -> Path:
    """A font configuration with the system's and ours."""
    written = BUILD / "fonts.conf"
    written.parent.mkdir(parents=True, exist_ok=True)
    folders = "".join(
        f"<dir>{folder}</dir>"
        for folder in ("/usr/share/fonts", TYPEFACES / "400Regular", TYPEFACES / "700Bold")
    )
    prefer = (
        "<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>"
        f"<cachedir>{BUILD / 'fonts'}</cachedir>"
    )
    text = f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{folders}{prefer}</fontconfig>'
    if not written.exists() or written.read_text("utf-8") != text:
        written.write_text(text, "utf-8")
    return written


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright, _launched(playwright.chromium) as opened:
        yield opened


@contextmanager
def still(opened: Browser) -> Iterator[Browser]:
    """Another one beside it, which only looks."""
    with _launched(opened.browser_type, *STILL) as looking:
        yield looking


@contextmanager
def _launched(kind: BrowserType, *more: str) -> Iterator[Browser]:
    found = chromium()
    opened = kind.launch(executable_path=found.program, args=[*WORDS, *more], env=dict(found.environment))
    try:
        yield opened
    finally:
        opened.close()
