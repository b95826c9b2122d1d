"""Any sequence of edits to what a catalog is made from: after each the output is that of a clean build."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from storefront.freshness import recall
from tests.sites import SITES, clean, contents, lay, make, write

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
OFFERS = "content/catalog/offers.csv"
ROWS = (SITES / "locales" / OFFERS).read_text(encoding="utf-8").splitlines()
CELLS = {
    "name": ["Phone X", "Tablet"],
    "name_fr": ["Téléphone", ""],
    "brand": ["Acme", "Bolt", ""],
    "grade": ["good", "excellent"],
    "storage": ["64 GB", "256 GB", ""],
    "colour": ["Black", "Blue", ""],
    "price_fr": ["99.00", "210.00", "305.50", ""],
    "price_gb": ["98.00", "214.00"],
    "price_new_fr": ["", "500.00", "90.00"],
    "stock": ["0", "1", "9", ""],
    "status": ["active", "limited", "preorder", "discontinued"],
    "image": ["products/phone.svg", "products/back.svg", ""],
    "rating": ["4.3", "3.1", ""],
    "buy_url": ["https://relay.example/x", ""],
    "rank": ["1", "5", "9"],
    "updated": ["2026-05-01", "2026-06-01"],
    "description": ["A thing.", ""],
    "spec:Network": ["4G", "5G", ""],
}
SETTINGS = [
    "",
    '[facets]\nshow = ["price", "brand"]\nprice_bands = [200, 300]\nmin_products = 1\n',
    '[facets]\norders = ["price"]\nfilters = false\n',
    '[[landings]]\nfacet = "brand"\nvalues = ["Acme"]\n\n[facets]\nmin_products = 1\n',
    '[prices]\ncompare = "lowest-of-30-days"\n',
    "[markets.fr]\ndelivery = 4.90\nfree_from = 150\n",
    "[life]\ndiscontinued_days = 0\n",
]
WORDS = {
    "value": ("Blue", ["Azur", "Azul"]),
    "category": ("Phones", ["Móviles", "Teléfonos"]),
    "attribute": ("Network", ["Red", "Banda"]),
}


class CatalogEdits(RuleBasedStateMachine):
    """Edits to rows, settings, words, pictures and the texts that name products."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.shop = lay("locales", Path(mkdtemp(dir=self.folder)) / "shop")
        self.header = ROWS[0].split(",")
        self.rows = list(ROWS[1:])
        text = (self.shop / "shop.toml").read_text(encoding="utf-8")
        self.settings = text.replace("[catalog]\n", "[catalog]\nmerchant_feed = true\n")
        self.fact = "Network"
        self.memory = b""
        self.patch = pytest.MonkeyPatch()

    def teardown(self) -> None:
        self.patch.undo()

    def _save(self) -> None:
        header = ROWS[0].replace("spec:Network", f"spec:{self.fact}")
        write(self.shop / OFFERS, "\n".join([header, *self.rows]) + "\n")

    @rule(fact=st.sampled_from(["Network", "Radio"]))
    def rename_fact(self, fact: str) -> None:
        self.fact = fact
        self._save()

    @rule(route=st.sampled_from(["page", "product", "shop"]), word=st.sampled_from(["eins", "zwei"]))
    def translate_route(self, route: str, word: str) -> None:
        write(
            self.shop / "translations/fr/LC_MESSAGES/urls.po",
            f'{PO}\nmsgctxt "route"\nmsgid "{route}"\nmsgstr "{word}"\n',
        )

    @rule(days=st.integers(0, 40))
    def wait(self, days: int) -> None:
        self.patch.setenv("SOURCE_DATE_EPOCH", str(1780000000 + 86400 * days))

    @rule()
    def publish(self) -> None:
        """What the output knows of addresses and prices becomes the shop's."""
        if (self.shop / "output/ledger.json").is_file():
            shutil.copyfile(self.shop / "output/ledger.json", self.shop / "ledger.json")

    @rule()
    def put_memory_back(self) -> None:
        """That of an earlier build takes the place of the last one's."""
        path = recall(self.shop / ".cache", self.shop / "output").path
        if self.memory:
            path.write_bytes(self.memory)
        if path.is_file():
            self.memory = path.read_bytes()

    @rule(number=st.integers(0, 9))
    def write_post(self, number: int) -> None:
        """Most often with another text alone."""
        header = f"Title: Post {number // 8}\nDate: 2026-05-0{1 + number // 9}\n"
        text = f"{header}\nText {number} on [A]({{product}}phone-a).\n"
        write(self.shop / "content/blog/own/en.md", text)

    @rule(message=st.sampled_from(["Contents", "Brand", "Bestsellers", "Blog"]), word=st.sampled_from(["Un", "Deux"]))
    def translate_theme(self, message: str, word: str) -> None:
        text = f'{PO}\nmsgid "{message}"\nmsgstr "{word}"\n'
        write(self.shop / "translations/fr/LC_MESSAGES/storefront.po", text)

    @rule(place=st.integers(0, 999), cut=st.booleans())
    def spoil_memory(self, place: int, *, cut: bool) -> None:
        """Of the catalog."""
        for path in (self.shop / ".cache").glob("catalog-*.pickle"):
            data = path.read_bytes()
            path.write_bytes(data[:place] if cut else data[:place] + b"x" + data[place + 1 :])

    @rule(place=st.integers(0, 99), damage=st.booleans())
    def spoil_output(self, place: int, *, damage: bool) -> None:
        if paths := sorted(path for path in (self.shop / "output").rglob("*") if path.is_file()):
            path = paths[place % len(paths)]
            path.write_text("damaged") if damage else path.unlink()

    @rule(row=st.integers(3, len(ROWS) - 2), edit=st.sampled_from(sorted(CELLS)), place=st.integers(0, 3))
    def edit_cell(self, row: int, edit: str, place: int) -> None:
        cells = self.rows[row % len(self.rows)].split(",")
        if len(cells) == len(self.header):  # texts with commas in them are left alone
            choices = CELLS[edit]
            cells[self.header.index(edit)] = choices[place % len(choices)]
            self.rows[row % len(self.rows)] = ",".join(cells)
            self._save()

    @rule(row=st.integers(3, len(ROWS) - 2), to=st.integers(0, len(ROWS) - 2))
    def move_row(self, row: int, to: int) -> None:
        self.rows.insert(to % len(self.rows), self.rows.pop(row % len(self.rows)))
        self._save()

    @rule(number=st.integers(1, 3))
    def add_offer(self, number: int) -> None:
        if not any(row.startswith(f"N-{number},") for row in self.rows):
            cells = dict.fromkeys(self.header, "") | {
                "sku": f"N-{number}",
                "product": f"new-{number}",
                "name": f"New {number}",
                "category": "Phones > Small phones",
                "grade": "good",
                "price_fr": f"{number}00",
                "price_gb": f"{number}00",
            }
            self.rows.append(",".join(cells.values()))
            self._save()

    @rule(kept=st.sampled_from(SETTINGS))
    def configure(self, kept: str) -> None:
        write(self.shop / "shop.toml", f"{self.settings}\n{kept}")

    @rule(context=st.sampled_from(sorted(WORDS)), place=st.integers(0, 1))
    def translate(self, context: str, place: int) -> None:
        path = self.shop / "translations/es/LC_MESSAGES/catalog.po"
        message, words = WORDS[context]
        text = (SITES / "locales/translations/es/LC_MESSAGES/catalog.po").read_text(encoding="utf-8")
        kept = [block for block in text.split("\n\n") if f'msgctxt "{context}"\nmsgid "{message}"' not in block]
        kept.append(f'msgctxt "{context}"\nmsgid "{message}"\nmsgstr "{words[place]}"')
        write(path, "\n\n".join(kept) + "\n")

    @rule(colour=st.sampled_from(["#223344", "#112233"]))
    def redraw(self, colour: str) -> None:
        text = (SITES / "locales/content/images/products/phone.svg").read_text(encoding="utf-8")
        write(self.shop / "content/images/products/phone.svg", text.replace("#223344", colour))

    @rule(named=st.sampled_from(["phone-a", "phone-b", "nothing"]))
    def write_guide(self, named: str) -> None:
        link = f"[This]({{product}}{named})" if named != "nothing" else "Nothing"
        write(self.shop / "content/guides/care/en.md", f"Title: Care\nDate: 2026-01-01\n\n{link} is meant.\n")

    @rule(title=st.sampled_from(["Mobiles", "Handsets", ""]))
    def write_category(self, title: str) -> None:
        folder = self.shop / "content/categories/tablets"
        if title:
            write(folder / "en.md", f"Title: {title}\n\nSee [them]({{category}}phones).\n")
        else:
            shutil.rmtree(folder, ignore_errors=True)

    @invariant()
    def output_is_that_of_a_clean_build(self) -> None:
        make(self.shop)
        assert contents(self.shop / "output") == clean(self.shop)


@pytest.mark.parametrize("examples", [2, pytest.param(30, marks=pytest.mark.sweep)])
def test_any_sequence_of_edits_to_the_catalog_keeps_the_output_that_of_a_clean_build(
    tmp_path: Path, examples: int
) -> None:
    CatalogEdits.folder = tmp_path
    quiet = list(HealthCheck)
    checks = settings(max_examples=examples, stateful_step_count=8, suppress_health_check=quiet)
    run_state_machine_as_test(CatalogEdits, settings=checks)


def test_a_market_that_sells_nothing_is_told(minimal: Path) -> None:
    write(
        minimal / "shop.toml",
        f'{(minimal / "shop.toml").read_text(encoding="utf-8")}\n[locales.fr-CH]\nprefix = "ch"\ncurrency = "CHF"\n',
    )
    (problem,) = (one for one in make(minimal).problems if one.field == "locales.fr-CH")
    assert problem.message == "no offer has a price in the market “ch”: fr-CH has no products"
    assert problem.hint == "add a column price_ch to the exports, or prices in CHF"
