"""Whole small shops: the folders of `tests/sites/`, copied, built by our own code and read back as a visitor would.

`sites/broken/<name>/` holds what is wrong, laid over `sites/minimal/`, and `expected.txt`, the report.
"""

import atexit
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from storefront.build import Result, build
from storefront.freshness import see
from storefront.shop import PRODUCT, load_shop
from tests.commands import Zygote

SITES = Path(__file__).with_name("sites")
BROKEN = sorted(path.name for path in (SITES / "broken").iterdir())
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))} | {
    "PYTHONPATH": os.pathsep.join([str(PRODUCT), str(PRODUCT / "plugins")]),
    "PYTHONUNBUFFERED": "1",
}
"""Of the processes that tests start: they find our code without an installation."""
CAPABILITY_VERSION, DAC_OVERRIDE, DAC_READ_SEARCH = 0x20080522, 1, 2
"""linux/capability.h."""


def lay(name: str, folder: Path) -> Path:
    """A shop of `sites/` in a folder; one of `broken/` over the minimal one."""
    if name.startswith("broken/"):
        lay("minimal", folder)
    return Path(shutil.copytree(SITES / name, folder, dirs_exist_ok=True))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    write(path, text.replace(old, new))


def make(shop: Path, *, strict: bool = False) -> Result:
    """Builds a shop into its `output/` with its `.cache/`, as `vitrina build` does, in this process."""
    return build(load_shop(shop), shop / "output", shop / ".cache", settings="tests", strict=strict)


@contextmanager
def minding_permissions() -> Iterator[None]:
    """Within it, what a file's mode forbids is forbidden to root too: Linux's capabilities that overrule it are off."""
    if os.geteuid() != 0:
        yield
        return
    libc, header, sets = (
        ctypes.CDLL(None, use_errno=True),
        (ctypes.c_uint32 * 2)(CAPABILITY_VERSION),
        (ctypes.c_uint32 * 6)(),
    )
    assert libc.capget(header, sets) == 0
    before = sets[0]
    sets[0] &= ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = before
        assert libc.capset(header, sets) == 0


def is_fresh(shop: Path) -> bool:
    """Whether another `make` would do nothing."""
    return see(shop, shop / ".cache", shop / "output").is_fresh("tests")


def clean(shop: Path) -> dict[str, bytes]:
    """What a build without any memory makes of a shop; only pictures are not encoded anew, for they take the time."""
    fresh = shop.with_name(f"{shop.name}-clean")
    shutil.rmtree(fresh, ignore_errors=True)
    if (shop / ".cache/images/made").is_dir():
        shutil.copytree(shop / ".cache/images/made", fresh / "cache/images/made")
    build(load_shop(shop), fresh / "output", fresh / "cache")
    return contents(fresh / "output")


def contents(output: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def times(output: Path) -> dict[str, int]:
    """When each file was written; a rewrite shows even where it was too fast for the clock, by the file's inode."""
    found = ((path, path.stat()) for path in output.rglob("*") if path.is_file())
    return {path.relative_to(output).as_posix(): status.st_mtime_ns ^ status.st_ino for path, status in found}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A Python module as a process, forked: `run("scripts", "--shop", folder, "build")`."""
    module, *rest = map(str, arguments)
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        status = _zygote().wait(_zygote().start(module, rest, out, err))
        return subprocess.CompletedProcess(arguments, status, out.read_text("utf-8"), err.read_text("utf-8"))


@cache
def _zygote() -> Zygote:
    found = Zygote(
        ENVIRONMENT, "pelican", "storefront.generator", "storefront.shop_toml", "scripts.build", "scripts.console"
    )
    atexit.register(found.close)
    return found


def run_anew(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same as a process that imports everything itself, which takes a second; also options of Python."""
    first = [] if str(arguments[0]).startswith("-") else ["-m"]
    command = [sys.executable, *first, *map(str, arguments)]
    return subprocess.run(
        command, cwd=PRODUCT, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=300
    )


class _Reader(HTMLParser):
    """Takes a page apart."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[int, str] = {}
        self._open: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"meta", "link", "img", "source", "br", "input", "hr", "wbr"}:
            self._open.append(len(self.elements) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self.elements[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self.texts[place] = self.texts.get(place, "") + data


@dataclass
class Html:
    """A page of the output."""

    path: str
    text: str

    @cached_property
    def _read(self) -> _Reader:
        """Taken apart when somebody looks into it: of most pages a test asks only whether they are there."""
        reader = _Reader()
        reader.feed(self.text)
        return reader

    @property
    def elements(self) -> list[tuple[str, dict[str, str]]]:
        """The name and the attributes of each, in their order."""
        return self._read.elements

    @property
    def texts(self) -> dict[int, str]:
        """The text within each element, by its place."""
        return self._read.texts

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of every element with these; `class_` for `class`."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]

    def said(self, tag: str, class_: str = "") -> list[str]:
        """The text of every element of a kind, its white space made single."""
        places = [
            place
            for place, (name, found) in enumerate(self.elements)
            if name == tag and (not class_ or class_ in found.get("class", "").split())
        ]
        return [re.sub(r"[ \n\t]+", " ", self.texts.get(place, "")).strip() for place in places]

    def link(self, rel: str) -> str:
        """Address of the one `link` of a relation, empty where there is none."""
        found = [one["href"] for one in self.all("link", rel=rel) if "hreflang" not in one]
        assert len(found) < 2, found
        return found[0] if found else ""

    def meta(self, name: str) -> str:
        found = [one["content"] for one in self.all("meta") if name in {one.get("name"), one.get("property")}]
        assert len(found) < 2, found
        return found[0] if found else ""

    @property
    def title(self) -> str:
        return self.said("title")[0]

    @property
    def canonical(self) -> str:
        return self.link("canonical")

    @cached_property
    def alternates(self) -> dict[str, str]:
        """Addresses of all versions by hreflang."""
        found = [(one["hreflang"], one["href"]) for one in self.all("link", rel="alternate") if "hreflang" in one]
        assert len(dict(found)) == len(found), f"{self.path}: a hreflang stands twice"
        return dict(found)

    @cached_property
    def switcher(self) -> dict[str, str]:
        """Addresses of the language switcher by locale."""
        return {one["hreflang"]: one["href"] for one in self.all("a", class_="switcher__link")}

    @cached_property
    def data(self) -> dict[str, dict[str, Any]]:
        """Its structured data by type."""
        texts = [self.texts[place] for place, one in enumerate(self.elements) if one[1].get("type") == JSON_LD]
        found = [json.loads(text) for text in texts]
        assert all(one["@context"] == "https://schema.org" for one in found)
        assert len({one["@type"] for one in found}) == len(found), f"{self.path}: a type stands twice"
        return {one["@type"]: one for one in found}

    @property
    def ids(self) -> set[str]:
        return {one["id"] for _, one in self.elements if "id" in one}

    def addresses(self) -> Iterator[str]:
        """Everything that the page points at."""
        for _, one in self.elements:
            yield from (one[name] for name in ("href", "src", "poster", "data-source") if name in one)
            yield from (part.split()[0] for part in one.get("srcset", "").split(",") if part.strip())
            if one.get("property") in {"og:image", "og:url"}:
                yield one["content"]


JSON_LD = "application/ld+json"


@dataclass
class Built:
    """The output of a shop."""

    shop: Path
    host: str
    result: Result

    @property
    def output(self) -> Path:
        return self.shop / "output"

    @cached_property
    def pages(self) -> dict[str, Html]:
        """Every HTML file by its path in the output."""
        paths = sorted(path.relative_to(self.output).as_posix() for path in self.output.rglob("*.html"))
        return {path: Html(path, (self.output / path).read_text(encoding="utf-8")) for path in paths}

    @cached_property
    def listed(self) -> dict[str, Html]:
        """The pages that search engines may list, by their absolute address."""
        return {self.address(path): page for path, page in self.pages.items() if "noindex" not in page.meta("robots")}

    def page(self, url: str) -> Html:
        """The page at an address from the root."""
        return self.pages[self.file(url)]

    def address(self, path: str) -> str:
        return f"{self.host}/{path.removesuffix('index.html')}"

    def file(self, url: str) -> str:
        """The file that a server answers an address of the shop with."""
        path = urlsplit(url.removeprefix(self.host)).path
        return path.lstrip("/") + ("index.html" if path.endswith("/") else "")

    def text(self, path: str) -> str:
        return (self.output / path).read_text(encoding="utf-8")


def built(shop: Path) -> Built:
    """Builds a shop and reads it back."""
    result = make(shop)
    return Built(shop, load_shop(shop).address, result)
