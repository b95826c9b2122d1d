"""Catalogs and texts that others wrote: a large shop's electronics as an export, a glossary as guides.

The data lies beside the checkout where there is any; nothing of it is part of the repository.
"""

import csv
import re
from pathlib import Path

import pytest

from storefront.build import build
from storefront.catalog.load import load_catalog
from storefront.problems import errors
from storefront.shop import load_shop
from storefront.slugs import slugify
from tests.shops import write_shop

DATA = Path(__file__).parents[2] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder of real exports is not beside the checkout")

SHOP = """
name = "Electronics"
address = "https://electronics.example"
locales.fr-FR = { prefix = "fr", currency = "USD" }
locales.es-ES = { prefix = "es", currency = "USD" }
locales.en-GB = { prefix = "en", currency = "USD" }
catalog.max_rejected_percent = 15
"""

LONG = 500
"""Letters of a title that two of the offers have."""
COLUMNS = ("sku", "product", "name", "brand", "model", "category", "price", "currency", "spec:Dimensions")


def write_export(folder: Path, stride: int) -> int:
    """Each so manieth of the scraped offers, and those with long titles, in our columns; returns their number.

    Rows without a category get one for themselves.
    """
    source = DATA / "catalog" / "electronics_amazon"
    with (source / "categories_even.tsv").open(encoding="utf-8") as file:
        categories = dict(list(csv.reader(file, delimiter="\t"))[1:])
    with (source / "amazon_even.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    rows = [row for place, row in enumerate(rows) if not place % stride or len(row["title"]) > LONG]
    path = folder / "content" / "catalog" / "offers.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            category = f"Electronics > {categories.get(row['id'], 'other').capitalize()}"
            texts = (row["title"], row["brand"], row["modelno"], category)
            writer.writerow([row["id"], f"a{row['id']}", *texts, row["price"], "USD", row["dimensions"].strip()])
    return len(rows)


EXPORTS = sorted(
    path for folder in ("catalog", "feeds") for path in (DATA / folder).glob("*/*.*") if path.suffix != ".md"
)
SELLER = """
name = "Seller"
address = "https://seller.example"
locales.en-US = { prefix = "en", currency = "USD" }
catalog.max_rejected_percent = 100
"""


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.name)
def test_every_export_of_others_is_a_catalog_or_a_report(tmp_path: Path, path: Path) -> None:
    shop = write_shop(tmp_path, {f"catalog/{path.name}": path.read_bytes()}, SELLER)
    imported = load_catalog(shop)
    offers = imported.catalog.offers.height
    assert imported.rows == offers + imported.rejects.height
    assert offers or errors(imported.problems)
    assert all(problem.hint for problem in errors(imported.problems))


def write_guides(folder: Path) -> int:
    """The glossary as guides: links to other terms become links to guides, keys of its own generator go.

    Returns the number of terms.
    """
    source = DATA / "markdown" / "glossary"
    terms = {path.stem for path in (source / "en").glob("*.md")}

    def link(match: re.Match[str]) -> str:
        term = match[2].strip("/").split("/")[-1]
        return f"[{match[1]}]({{guide}}{term})" if term in terms else match[1]

    for path in source.glob("*/*.md"):
        text = re.sub(r"(?m)^(status|category|tags):.*\n", "", path.read_text(encoding="utf-8"))
        target = folder / "content" / "guides" / path.stem / f"{path.parent.name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(re.sub(r"\[([^\]]*)\]\((/[^)#]*)(?:#[^)]*)?\)", link, text), encoding="utf-8")
    return len(terms)


@pytest.mark.parametrize(("stride", "count"), [(12, 921), pytest.param(1, 11_037, marks=pytest.mark.sweep)])
def test_scraped_electronics_and_a_glossary_build_in_three_languages(tmp_path: Path, stride: int, count: int) -> None:
    (tmp_path / "shop.toml").write_text(SHOP, encoding="utf-8")
    rows, terms = write_export(tmp_path, stride), write_guides(tmp_path)
    result = build(load_shop(tmp_path), tmp_path / "output", tmp_path / ".cache")

    assert rows == result.offers + result.rejected == count
    with (tmp_path / ".cache" / "rejects" / "offers-rejects.csv").open(encoding="utf-8") as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert len(reasons) == result.rejected
    assert all(reasons)

    for prefix, products, guides in (
        ("fr", "produit", "guides"),
        ("es", "producto", "guias"),
        ("en", "product", "guides"),
    ):
        addresses = [path.name for path in (tmp_path / "output" / prefix / products).iterdir()]
        assert len(addresses) == result.offers
        # one title has 644 characters
        assert max(map(len, addresses)) <= 100
        assert sum(path.is_dir() for path in (tmp_path / "output" / prefix / guides).iterdir()) == terms
    guide = tmp_path / "output" / "en" / "guides" / slugify("Canary Deployment", "en") / "index.html"
    assert 'href="/en/guides/' in guide.read_text(encoding="utf-8").partition("<main")[2]
