"""`vitrina catalog`, and the guard that a release asks: what the exports hold, and what they lost."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from scripts.__main__ import main
from storefront.build import build
from storefront.problems import InputError
from storefront.shop import load_shop
from tests.shops import write_files

SHOP = """
name = "Shop"
address = "https://www.shop.example"
locales.en-GB = { prefix = "en", currency = "GBP", market = "gb" }
locales.fr-FR = { prefix = "fr", currency = "EUR" }
"""
HEADER = "sku,product,name,category,price_gb,price_fr,stock,spec:Colour\n"
ROWS = [f"S{n},p{n},Product {n},Things,{n}0.00,{n}2.00,3,Red\n" for n in range(1, 6)]


def write(folder: Path, *rows: str, settings: str = "") -> Path:
    write_files(folder, {"shop.toml": SHOP + settings, "content/catalog/offers.csv": HEADER + "".join(rows)})
    return folder


def call(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--shop", str(folder), "catalog", *arguments])


def data(folder: Path, *arguments: str) -> Any:
    return json.loads(call(folder, *arguments, "--json").stdout)


def skus(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[str | None]]:
    """The offers of each kind of change."""
    return {name: [one["sku"] for one in found[name]] for name in found if name not in {"compared", "counts"}}


def carry(folder: Path) -> None:
    """What whoever deploys does with the ledger of a release."""
    shutil.copy(folder / "output/ledger.json", folder / "ledger.json")


def release(folder: Path, *, accept_losses: bool = False) -> None:
    shop = replace(load_shop(folder), accepts_losses=accept_losses)
    build(shop, folder / "output", folder / ".cache", strict=True)


def test_check_tells_what_is_in_the_exports_and_what_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, *ROWS, "S6,p6,Six,Things,ask,,,\n", "S7,p7,Seven,Things,?,,,\n")
    found = data(tmp_path, "check")
    assert found["exports"] == [
        {"export": "content/catalog/offers.csv", "read as": "own", "offers": 5, "rejected": 2, "other rows": 0}
    ]
    assert [(one["market"], one["products"], one["from"], one["to"]) for one in found["markets"]] == [
        ("gb", 5, 10.0, 50.0),
        ("fr", 5, 12.0, 52.0),
    ]
    kinds = [(one["weight"], one["times"]) for one in found["kinds"]]
    assert kinds == [("error", 1), ("notice", 2)]
    assert len(found["problems"]) == 3
    assert {one["kind"]: one["such as"] for one in found["untranslated"]} == {
        "category": "Things",
        "attribute": "Colour",
        "value": "Red",
    }
    done = call(tmp_path, "check", "--html", str(tmp_path / "report.html"))
    assert done.exit_code == 1
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for shown in (done.stdout, page):
        assert "offers.csv:7:price_gb" in shown
        assert "is not a price" in shown
    assert (tmp_path / ".cache/rejects/offers-rejects.csv").is_file()


def test_check_is_content_with_a_catalog_in_order(tmp_path: Path) -> None:
    done = call(write(tmp_path, *ROWS), "check")
    assert done.exit_code == 0
    assert "Nothing is wrong with the exports." in done.stdout


def test_check_and_build_tell_pictures_that_are_too_small(tmp_path: Path) -> None:
    folder = write(tmp_path, "S1,p1,One,Things,1,,,,small.png\n", "S2,p2,Two,Things,1,,,,large.png\n")
    export = folder / "content/catalog/offers.csv"
    export.write_text(export.read_text(encoding="utf-8").replace("spec:Colour", "spec:Colour,image"), encoding="utf-8")
    (folder / "content/images").mkdir()
    for name, size in (("small", (499, 10)), ("large", (500, 10))):
        Image.new("RGB", size).save(folder / f"content/images/{name}.png")
    (problem,) = data(folder, "check")["problems"]
    assert (problem["source"], problem["row"], problem["column"]) == ("content/catalog/offers.csv", 2, "image")
    assert problem["why"].startswith("“small.png” has 499 × 10 pixels")
    built = build(load_shop(folder), tmp_path / "output", tmp_path / ".cache", strict=True)
    assert [str(one) for one in built.problems if "pixels" in one.message] == [
        (
            "content/catalog/offers.csv:2:image  “small.png” has 499 × 10 pixels, fewer than 500 on its longer side"
            " → replace it with a larger one: product pages show it blurred"
        )
    ]


def test_preview_shows_products_and_one_in_full(tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    found = data(tmp_path, "preview", "--limit", "2")["products"]
    assert [(one["product"], one["from, gb"], one["from, fr"]) for one in found] == [("p1", 10, 12), ("p2", 20, 22)]
    assert {"fact": "Colour", "value": "Red"} in data(tmp_path, "preview", "p2")["p2 facts"]
    wrong = call(tmp_path, "preview", "p9")
    assert wrong.exit_code == 1
    assert "no product is “p9”" in wrong.stderr


def test_preview_shows_the_offers_of_every_market(tmp_path: Path) -> None:
    write(tmp_path, "S1,p1,One,Things,10,12,,\n", "S2,p1,One,Things,15,,,\n")
    assert [one["offers"] for one in data(tmp_path, "preview")["products"]] == [2]
    found = data(tmp_path, "preview", "p1")["p1 offers"]
    assert [(one["market"], one["sku"], one["price"]) for one in found] == [
        ("gb", "S1", 10),
        ("gb", "S2", 15),
        ("fr", "S1", 12),
    ]


def test_prices_have_the_decimals_of_their_currency(tmp_path: Path) -> None:
    settings = 'locales.ar-KW = { prefix = "ar", currency = "KWD", market = "kw" }\n'
    settings += 'locales.ja-JP = { prefix = "ja", currency = "JPY", market = "jp" }\n'
    export = "sku,product,name,category,price_kw,price_jp\nS1,p1,One,Things,1.255,{}\n"
    write(tmp_path, settings=settings)
    (tmp_path / "content/catalog/offers.csv").write_text(export.format(1200), encoding="utf-8")
    for command in (["check"], ["preview"], ["preview", "p1"]):
        shown = call(tmp_path, *command).stdout
        assert ("1.255" in shown, "1,200" in shown, "1,200." in shown) == (True, True, False)
    release(tmp_path)
    (tmp_path / "content/catalog/offers.csv").write_text(export.format(1100), encoding="utf-8")
    assert "1,200 │ 1,100" in call(tmp_path, "diff").stdout


def test_diff_compares_with_the_last_release(tmp_path: Path) -> None:
    write(tmp_path, *ROWS)
    assert "there is no release to compare with" in call(tmp_path, "diff").stderr
    release(tmp_path)
    changed = [ROWS[0].replace("10.00", "9.00").replace("12.00", "13.00"), ROWS[1].replace(",3,", ",0,"), *ROWS[2:4]]
    write(tmp_path, *changed, ROWS[0].replace("S1,p1,Product 1", "N1,n1,New"))
    found = data(tmp_path, "diff")
    full = {
        "new": ["N1"],
        "gone": ["S5"],
        "cheaper": ["S1"],
        "dearer": ["S1"],
        "sold_out": ["S2"],
        "back": [],
    }
    assert skus(found) == full
    (cheaper,) = found["cheaper"]
    assert (cheaper["market"], cheaper["before"], cheaper["now"]) == ("gb", 10, 9)
    assert "the shop has no ledger.json of a release" in found["compared"][0]["record"]
    carry(tmp_path)
    found = data(tmp_path, "diff")
    assert skus(found) == full
    assert found["compared"] == [{"record": "the offers of the last release, which was built on this machine"}]


def test_diff_on_a_fresh_clone_compares_with_the_products_of_the_ledger(tmp_path: Path) -> None:
    release(write(tmp_path, *ROWS))
    carry(tmp_path)
    shutil.rmtree(tmp_path / ".cache")
    write(tmp_path, ROWS[0].replace("10.00", "9.00"), *ROWS[1:4], "N1,n1,New,Things,1,1,,\n")
    found = data(tmp_path, "diff")
    assert "neither their prices nor what was in stock" in found["compared"][0]["record"]
    assert skus(found) == {"new": ["N1"], "gone": [None]}
    assert found["gone"][0]["product"] == "p5"
    release(tmp_path)
    assert data(tmp_path, "diff") == found, "what is built and not released is nothing to compare with"
    carry(tmp_path)
    shutil.rmtree(tmp_path / ".cache")
    assert skus(data(tmp_path, "diff")) == {"new": [], "gone": []}
    release(write(tmp_path, *ROWS))
    carry(tmp_path)
    shutil.rmtree(tmp_path / ".cache")
    assert skus(data(tmp_path, "diff")) == {"new": [], "gone": []}, "what left once is there again"


def test_diff_on_a_fresh_clone_knows_prices_where_the_ledger_records_them(tmp_path: Path) -> None:
    prices = 'prices.compare = "lowest-of-30-days"\n'
    release(write(tmp_path, *ROWS, settings=prices))
    carry(tmp_path)
    shutil.rmtree(tmp_path / ".cache")
    moved = ROWS[0].replace("10.00", "9.00").replace("12.00", "13.00")
    write(tmp_path, moved, *ROWS[1:4], "N1,p1,Product 1,Things,1,1,,\n", settings=prices)
    found = data(tmp_path, "diff")
    assert "its offers and their prices, not what was in stock" in found["compared"][0]["record"]
    assert skus(found) == {"new": ["N1"], "gone": ["S5"], "cheaper": ["S1"], "dearer": ["S1"]}
    assert [found[name][0]["market"] for name in ("cheaper", "dearer")] == ["gb", "fr"]


def test_diff_tells_a_ledger_that_cannot_be_read(tmp_path: Path) -> None:
    write_files(write(tmp_path, *ROWS), {"ledger.json": "[]"})
    assert "ledger.json  it cannot be read" in call(tmp_path, "diff").stderr


def test_a_release_stops_where_a_fifth_of_the_products_is_gone(tmp_path: Path) -> None:
    release(write(tmp_path, *ROWS))
    release(write(tmp_path, *ROWS[:4]))
    with pytest.raises(InputError, match="3 products are left of the 4 published last, a loss of more than 20 %"):
        release(write(tmp_path, *ROWS[:3]))
    assert build(load_shop(tmp_path), tmp_path / "draft", tmp_path / ".cache").offers == 3
    release(tmp_path, accept_losses=True)
    release(tmp_path)


def test_a_fresh_clone_knows_from_the_ledger_how_many_products_there_were(tmp_path: Path) -> None:
    release(write(tmp_path, *ROWS))
    (tmp_path / "output/ledger.json").rename(tmp_path / "ledger.json")
    shutil.rmtree(tmp_path / ".cache")
    write(tmp_path, *ROWS[:3])
    with pytest.raises(InputError, match="3 products are left of the 5 published last, a loss of more than 20 %"):
        release(tmp_path)
    release(tmp_path, accept_losses=True)
    (tmp_path / "output/ledger.json").replace(tmp_path / "ledger.json")
    release(tmp_path)


def test_the_command_line_accepts_losses(tmp_path: Path) -> None:
    write(tmp_path, *ROWS[:3], "S9,p9,Nine,Things,ask,,,\n")
    runner = CliRunner()
    stopped = runner.invoke(main, ["--shop", str(tmp_path), "build"])
    assert stopped.exit_code == 1
    assert "`vitrina build --accept-losses` if the loss is meant" in stopped.stderr
    assert runner.invoke(main, ["--shop", str(tmp_path), "build", "--accept-losses"]).exit_code == 0
