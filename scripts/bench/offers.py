"""A catalog of as many offers as one wants, and how long its import takes beside a bare `polars.read_csv` of the file.

python -m scripts.bench.offers DIR                         writes a shop with 1,000,000 offers, the same every time
python -m scripts.bench.offers DIR --wrong 10000           the same, with as many wrong cells
python -m scripts.bench.offers DIR --shuffled              the same in any order: rows of a product stand apart
python -m scripts.bench.offers DIR --measure               measures its import, medians of five in turn
"""

import csv
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import click

from storefront.shop import PRODUCT

SHOP = """
name = "A million offers"
address = "https://shop.example"
catalog.max_rejected_percent = 5
locales.fr-FR = { prefix = "fr", currency = "EUR", market = "fr" }
locales.en-GB = { prefix = "en", currency = "GBP", market = "gb" }

[grades.excellent]
label = "Excellent"
[grades.good]
label = "Good"
[grades.fair]
label = "Fair"
"""
HEADER = (
    *("sku", "product", "name", "brand", "category", "grade", "storage", "colour", "price_fr", "price_gb"),
    *("price_new_fr", "stock", "gtin", "image", "buy_url", "rating", "rating_count", "updated", "description"),
    *("spec:Screen size", "spec:Memory"),
)
BRANDS = ("Acme", "Apex", "Bravo", "Corvus", "Delta", "Évora", "Fjord", "Gamma", "Helix", "Ibis", "Juno", "Kestrel")
KINDS = ("Phone", "Laptop", "Tablet", "Watch", "Camera", "Speaker", "Console", "Screen", "Router", "Printer")
COLOURS = ("Black", "White", "Blue", "Green", "Red", "Silver", "Gold", "Purple")
WRONG = {"price_fr": "ask", "stock": "many", "gtin": "123", "grade": "goof", "buy_url": "javascript:x()", "rating": "6"}
"""Columns with a cell that none of them may hold."""
OFFERS_A_PRODUCT = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """What one process took."""

    what: str
    seconds: float
    processor: float
    """Seconds of all processors together."""
    peak: int
    """Bytes of memory at most."""
    rows: int
    offers: int


def rows(count: int, wrong: int, *, shuffled: bool = False) -> Iterator[tuple[str, ...]]:
    """Offers, ten a product, one after the other or in any order; `wrong` with one wrong cell, spread evenly."""
    random_ = random.Random(count)  # noqa: S311 - the same rows every time, no secrets
    every = count // wrong if wrong else 0
    columns = list(WRONG)
    for number in random_.sample(range(count), count) if shuffled else range(count):
        row = _row(number, random_)
        if every and number % every == 0 and number // every < wrong:
            column = columns[number // every % len(columns)]
            row[column] = WRONG[column]
        yield tuple(row.values())


def _row(number: int, random_: random.Random) -> dict[str, str]:
    product = number // OFFERS_A_PRODUCT
    kind, brand = KINDS[product % len(KINDS)], BRANDS[product // 7 % len(BRANDS)]
    price = 40 + product % 900 + random_.random() * 50
    name = f"{kind} {product}"
    text = f"The {name} by {brand}, tested in forty points, with a battery that lasts the day, “as good as new”."
    return dict(
        zip(
            HEADER,
            (
                *(f"S{number}", f"product-{product}", name, brand, f"{kind}s > {brand} {kind}s"),
                *(random_.choice(("excellent", "good", "fair")), f"{2 ** random_.randint(5, 10)} GB"),
                *(random_.choice(COLOURS), f"{price:.2f}", f"{price * 0.86:.2f}", f"{price * 1.6:.2f}"),
                *(str(random_.randint(0, 40)), _gtin(number), f"https://img.example/{product}.jpg"),
                *(f"https://shop.example/buy/{number}", f"{random_.uniform(3, 5):.1f}", str(random_.randint(1, 999))),
                *(f"2026-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}", text),
                *(f"{4 + product % 30 / 10:.1f} in", f"{2 ** (product % 6)} GB"),
            ),
            strict=True,
        )
    )


def _gtin(number: int) -> str:
    """A GTIN-13 with its check digit (GS1 General Specifications, 7.9)."""
    digits = f"952{number:09}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def write_shop(folder: Path, count: int, wrong: int, *, shuffled: bool = False) -> Path:
    """Writes the shop and gives its export."""
    path = folder / "content" / "catalog" / "offers.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / "shop.toml").write_text(SHOP, encoding="utf-8")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows(count, wrong, shuffled=shuffled))
    return path


def _read_csv(folder: Path) -> tuple[int, int]:
    """The bare reading that the import is compared with."""
    import polars as pl  # noqa: PLC0415 - only in the process that is measured

    frame = pl.read_csv(folder / "content" / "catalog" / "offers.csv", ignore_errors=True)
    return frame.height, frame.height


def _import(folder: Path) -> tuple[int, int]:
    """Reads, checks, groups and sorts the export, as a build does."""
    from storefront.catalog.load import load_catalog  # noqa: PLC0415 - likewise
    from storefront.shop import load_shop  # noqa: PLC0415 - likewise

    imported = load_catalog(load_shop(folder))
    return imported.rows, imported.catalog.offers.height


PROCESSES: dict[str, Callable[[Path], tuple[int, int]]] = {"polars.read_csv": _read_csv, "import": _import}


def measured(what: str, folder: Path) -> Measure:
    """Runs one of `PROCESSES` here; the time to load libraries does not count."""
    import polars as pl  # noqa: PLC0415 - likewise

    pl.DataFrame({"a": ["1"]}).lazy().select(pl.col("a").cast(pl.Int64)).collect()  # its threads are running now
    start, used = time.perf_counter(), time.process_time()
    read, offers = PROCESSES[what](folder)
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Measure(what, seconds, processor, peak, read, offers)


def _apart(what: str, folder: Path) -> Measure:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "scripts.bench.offers", str(folder), "--one", what]
    done = subprocess.run(command, cwd=PRODUCT, check=True, capture_output=True, text=True)
    return Measure(**json.loads(done.stdout))


def _median(found: Sequence[Measure]) -> Measure:
    """Medians of seconds, the highest peak."""
    seconds, processor = median(one.seconds for one in found), median(one.processor for one in found)
    peak = max(one.peak for one in found)
    return replace(found[0], seconds=seconds, processor=processor, peak=peak)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--rows", "count", default=1_000_000, show_default=True, help="Offers.")
@click.option("--wrong", default=0, show_default=True, help="Wrong cells among them.")
@click.option("--shuffled", is_flag=True, help="Write the rows in any order.")
@click.option("--measure", is_flag=True, help="Measure the import of the shop that is there.")
@click.option("--times", default=5, show_default=True, type=click.IntRange(1), help="Measures of each, in turn.")
@click.option("--one", type=click.Choice(list(PROCESSES)), hidden=True)
def main(folder: Path, count: int, wrong: int, times: int, one: str | None, *, shuffled: bool, measure: bool) -> None:
    """Writes a shop with many offers, or measures its import."""
    if one:
        click.echo(json.dumps(asdict(measured(one, folder))))
    elif measure:
        turns = [[_apart(what, folder) for what in PROCESSES] for _ in range(times)]
        bare, imported = (_median(found) for found in zip(*turns, strict=True))
        for found in (bare, imported):
            click.echo(
                f"{found.what:16} {found.seconds:6.2f} s, {found.processor:6.2f} s of processor, "
                f"{found.peak / 1e9:.2f} GB, {found.rows:,} rows, {found.offers:,} offers"
            )
        work, time_ = imported.processor / bare.processor, imported.seconds / bare.seconds
        click.echo(f"the import takes {work:.1f} times the work and {time_:.1f} times the time, medians of {times}")
    else:
        click.echo(f"written: {write_shop(folder, count, wrong, shuffled=shuffled)}")


if __name__ == "__main__":
    main()
