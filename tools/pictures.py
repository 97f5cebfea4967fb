"""Takes the pictures of the README from the gallery: web pages in a browser, pages of LaTeX and PDF.

    make gallery && .venv/bin/python tools/pictures.py

Needs Chromium with its driver, pdflatex, and pdftoppm (poppler-utils).
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import browser  # noqa: E402  it knows the flags under which pictures come out right

PAGE = ROOT / "output" / "backpropagation-by-hand.html"
PICTURES = ROOT / "docs" / "pictures"
HEADING = "document.querySelector('#how-much-does-w5-matter').scrollIntoView()"


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for driver in browser(Path(folder)):
            _picture(driver, "page.png", 1180, 860, "light", HEADING)
            _picture(driver, "phone.png", 400, 860, "dark", HEADING)
    with tempfile.TemporaryDirectory() as folder:
        _paper(Path(folder))


def _picture(driver: Any, name: str, width: int, height: int, scheme: str, place: str) -> None:
    """The page in a window of that size and scheme, scrolled to a place."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    driver.get(PAGE.as_uri())
    driver.execute_script(place)
    found = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    (PICTURES / name).write_bytes(base64.b64decode(found["data"]))


def _paper(folder: Path) -> None:
    """A page of the LaTeX document."""
    command = ["pdflatex", "-no-shell-escape", "-interaction=batchmode", f"-output-directory={folder}"]
    for _ in range(2):  # the second run knows the page numbers
        subprocess.run([*command, str(PAGE.with_suffix(".tex"))], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    paper = folder / PAGE.with_suffix(".pdf").name
    target = PICTURES / "paper"
    subprocess.run(["pdftoppm", "-r", "80", "-f", "4", "-l", "4", "-singlefile", "-png", paper, target], check=True)


if __name__ == "__main__":
    main()
