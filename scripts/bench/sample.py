"""A shop with its real theme as something to measure: a copy of its folder, and one change for each scenario."""

import csv
import io
import os
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

from scripts.bench.measure import BenchError
from scripts.bench.subjects import OWN, Subject
from storefront.shop import Shop, load_shop

PARTS = ("shop.toml", "content", "translations", "theme")
"""What a shop's folder holds of the shop."""
SHARE = 100
"""One offer in so many gets another price."""
MESSAGES = {"ui_wide": ("product", "Condition"), "ui_narrow": ("", "Page not found")}
"""Context and text of a message of the theme that stands on every card, and of one that stands on few pages."""


def sample_subject(folder: Path, work: Path) -> Subject:
    """The shop in a folder, copied to `work` with the pictures of its cache: encoding them is not the question."""
    site = work / "sample"
    if (folder / ".cache/images").is_dir():
        shutil.copytree(folder / ".cache/images", site / ".cache/images", dirs_exist_ok=True)
    return Subject(
        name="sample",
        site=site,
        command=[part.replace("{site}", str(site)) for part in OWN["build"]],
        out=site / "output",
        cold=("output", ".cache/build-*", ".cache/*.pickle"),
        stateful=True,
        lay=partial(_lay, load_shop(folder), site),
        check=lambda _: "",
        environment={**os.environ, **OWN["env"]},
    )


def _lay(shop: Shop, site: Path, scenario: str) -> None:
    files = {path.relative_to(shop.folder): path for part in PARTS for path in _files(shop.folder / part)}
    data = {name: path.read_bytes() for name, path in files.items()} | _changes(shop, scenario)
    for name, content in data.items():
        target = site / name
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in (path for part in PARTS for path in _files(site / part)):
        if path.relative_to(site) not in data:
            path.unlink()


def _files(path: Path) -> Iterator[Path]:
    yield from ([path] if path.is_file() else (one for one in sorted(path.rglob("*")) if one.is_file()))


def _changes(shop: Shop, scenario: str) -> dict[Path, bytes]:
    """What a scenario changes: the new content of files by their path in the shop."""
    if scenario == "post":
        path = _first(shop, "blog/*/*.md")
        return {path: (shop.folder / path).read_bytes() + b"\n\nOne sentence more.\n"}
    if scenario == "prices":
        path = _first(shop, "catalog/*.csv")
        return {path: _repriced((shop.folder / path).read_text(encoding="utf-8")).encode()}
    if scenario in MESSAGES:
        context, text = MESSAGES[scenario]
        header = '"Content-Type: text/plain; charset=UTF-8\\n"'
        name = f'msgctxt "{context}"\nmsgid "{text}"' if context else f'msgid "{text}"'
        words = f'msgid ""\nmsgstr {header}\n\n{name}\nmsgstr "{text}!"\n'
        locale = shop.default_locale.gettext_name
        return {Path(f"translations/{locale}/LC_MESSAGES/storefront.po"): words.encode()}
    return {}


def _first(shop: Shop, pattern: str) -> Path:
    found = sorted(shop.content.glob(pattern))
    if not found:
        raise BenchError(f"the shop has no content/{pattern} to change → leave the scenario out")
    return found[0].relative_to(shop.folder)


def _repriced(text: str) -> str:
    """An export in which one offer in a hundred costs a tenth less."""
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows[::SHARE]:
        prices = [name for name in row if name.startswith("price") and "new" not in name and row[name]]
        row |= {name: str((Decimal(row[name]) * 9 / 10).quantize(Decimal(row[name]))) for name in prices}
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()
