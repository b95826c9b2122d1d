"""The shop of the benchmark: a small workload, converted, builds into the pages that the contract asks for."""

import csv
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scripts.bench.convert import convert
from scripts.bench.convert import main as convert_main
from scripts.bench.history import Figure, change, figure
from scripts.bench.measure import Run
from scripts.bench.offers import main as offers_main
from tests.shops import write_files
from tests.sites import Built, built, lay, run, times

LANGUAGES = ("fr", "es", "en")
COUNTS = {"fr": ("produit", "produits"), "es": ("producto", "productos"), "en": ("product", "products")}
SHOP = Path(__file__).parents[1] / "scripts/bench/shop"


def labels(*words: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, words, strict=True))


def categories() -> list[dict[str, object]]:
    """A top category, a middle one and three leaves, two of one name; names and addresses differ by language."""
    names = [
        (1, None, labels("Téléphones", "Teléfonos", "Phones"), labels("telephones", "telefonos", "phones")),
        (2, 1, labels("Écrans 5G", "Pantallas 5G", "5G screens"), labels("ecrans-5g", "pantallas-5g", "5g-screens")),
        (3, 2, labels("Micros", "Micros", "Mics"), labels("micros", "micros", "mics-2")),
        (4, 2, labels("Étuis", "Fundas", "Cases & bags"), labels("etuis", "fundas", "cases-bags")),
        (5, 2, labels("Micros", "Micros", "Mics"), labels("micros-2", "micros-2", "mics-3")),
    ]
    found: list[dict[str, object]] = []
    paths: dict[int | None, dict[str, str]] = {None: labels("", "", "")}
    for key, parent, name, slug in names:
        paths[key] = {language: f"{paths[parent][language]}/{slug[language]}".strip("/") for language in LANGUAGES}
        about = {language: f"“{name[language]}”." for language in LANGUAGES}
        found.append(
            {"id": key, "parent": parent, "name": name, "slug": slug, "path": paths[key], "description": about}
        )
    return found


def products() -> str:
    text = io.StringIO()
    rows = [
        {
            "id": 100 + number,
            "sku": f"RF-{number}",
            "title": f'Nova "{number}"',
            "brand": "Bang & Orson" if number % 2 else "Altera",
            "category": (4, 3, 5)[number % 3],
            "grade": "ab"[number % 2],
            "storage": 1024,
            "colour": "black",
            "price_eur": f"{1200 + number}.50",
            "price_gbp": f"{900 + number}.50",
            "price_new_eur": "2401.00",
            "price_new_gbp": "1801.00",
            "availability": ("in_stock", "low_stock", "preorder", "out_of_stock")[number % 4],
            "image": f"/img/products/nova-{number}",
            "rating": "5.0" if number % 2 else "4.3",
            "reviews": number + 1,
            "rank": 30 - number,
            "url": f"/p/nova-{number}/",
        }
        for number in range(30)
    ]
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def messages(language: str) -> str:
    """A catalogue with every message that the theme prints; the English of each is its text in the theme."""
    theme = "".join(path.read_text(encoding="utf-8") for path in SHOP.rglob("*.html"))
    plain = sorted(
        set(re.findall(r"\b_\('([^']*)'", theme)) - {"In stock", "Only a few left", "Pre-order", "Out of stock"}
    )
    keys = {"Home": "home", "Blog": "blog", "Guides": "guides", "Topics": "tags", "Page %(n)s": "page_n"}
    keys |= {"%(n)s GB": "storage_gb", "Refurbished electronics with a two-year warranty": "site_tagline"}
    keys |= {"Refurbished phones, computers and tablets, checked and guaranteed.": "site_description"}
    mark = "" if language == "en" else f"{language}: "
    lines = [f'msgid ""\nmsgstr "Language: {language}\\nContent-Type: text/plain; charset=utf-8\\n"\n']
    for text in {*plain, *keys}:
        key = keys.get(text, re.sub(r"\W+", "_", text.lower()))
        lines.append(f'msgid "{key}"\nmsgstr "{mark}{text}"\n')
    for key, word in (("product_count", "product"), ("review_count", "review"), ("article_count", "post")):
        one, many = COUNTS[language] if word == "product" else (word, f"{word}s")
        lines.append(f'msgid "{key}"\nmsgid_plural "{key}"\nmsgstr[0] "%(n)s {one}"\nmsgstr[1] "%(n)s {many}"\n')
    return "\n".join(lines)


def texts(kind: str, number: int, language: str) -> str:
    head = {"title": f"{kind} {number} {language}", "key": f"{kind}-{number}", "slug": f"{kind}-{language}-{number}"}
    head |= {"date": f"2026-01-{number + 1:02}"}
    if kind == "blog":
        head |= {"author": "Ruth O’Connor", "tags": "repair, audio" if number % 2 else "repair"}
    head |= {"summary": "In short.", "image": f"/img/{kind}/{number}.jpg"}
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    return f'---\n{lines}---\n\nFirst.\n\n## Part\n\n![A](/img/{kind}/9.jpg "B")\n\n### Detail\n\nLast.\n'


def workload(folder: Path) -> Path:
    attributes = {
        "grade": {"a": labels("Comme neuf", "Como nuevo", "Like new"), "b": labels("Bon", "Bueno", "Very good")},
        "colour": {"black": labels("Noir", "Negro", "Black")},
        "availability": {
            "in_stock": labels("En stock", "En existencias", "In stock"),
            "low_stock": labels("Derniers", "Últimas", "Only a few left"),
            "preorder": labels("Précommande", "Reserva", "Pre-order"),
            "out_of_stock": labels("Épuisé", "Agotado", "Out of stock"),
        },
        "tag": {"repair": labels("Réparation", "Reparación", "Repair"), "audio": labels("Son", "Sonido", "Audio")},
    }
    files = {
        "catalog/categories.json": json.dumps(categories()),
        "catalog/attributes.json": json.dumps(attributes),
        "catalog/products.csv": products(),
        "static/site.css": "b{}\n",
        "static/site.js": "1\n",
    }
    for language in LANGUAGES:
        files[f"i18n/{language}/LC_MESSAGES/messages.po"] = messages(language)
        files |= {f"content/blog/{language}/blog-{one}.md": texts("blog", one, language) for one in range(11)}
        files |= {f"content/guides/{language}/guides-{one}.md": texts("guides", one, language) for one in range(2)}
    write_files(folder, files)
    return folder


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small workload as a shop, built."""
    folder = tmp_path_factory.mktemp("bench")
    convert(workload(folder / "workload"), folder / "shop")
    return built(folder / "shop")


def test_the_contract_names_every_page(contract: Built) -> None:
    french = {path.removesuffix("index.html") for path in contract.pages if path.startswith("fr/")}
    leaves = {f"fr/c/telephones/ecrans-5g/{slug}/" for slug in ("micros", "etuis", "micros-2")}
    lists = {"fr/c/telephones/", "fr/c/telephones/page/2/", "fr/c/telephones/ecrans-5g/"}
    blog = {"fr/blog/", "fr/blog/page/2/", "fr/tags/", "fr/tags/repair/", "fr/tags/audio/", "fr/guides/"}
    texts = {f"fr/blog/blog-fr-{one}/" for one in range(11)} | {f"fr/guides/guides-fr-{one}/" for one in range(2)}
    assert french == {"fr/", "fr/c/telephones/ecrans-5g/page/2/", *lists, *leaves, *blog, *texts}
    assert len(contract.pages) == 3 * len(french)
    assert contract.result.problems == []


def test_a_category_shows_what_the_contract_asks_for(contract: Built) -> None:
    page = contract.page("/fr/c/telephones/")
    assert page.title == "Téléphones – fr: Renewed Store"
    assert page.meta("description") == "“Téléphones”."
    assert contract.page("/fr/c/telephones/page/2/").meta("description") == "“Téléphones”. fr: Page 2"
    assert page.said("p", "count") == ["30 produits"]
    assert [one["data-id"] for one in page.all("li", class_="card")] == [str(129 - place) for place in range(24)]
    assert page.said("p", "specs")[0] == "fr: 1024 GB · Noir"
    assert page.said("p", "rating")[:2] == ["5/5 (30 reviews)", "4,3/5 (29 reviews)"]
    assert page.said("p", "price")[0].replace("\u202f", " ").replace("\u00a0", " ") == "1 229,50 € 2 401,00 € -49 %"
    assert page.said("p", "avail")[:4] == ["Derniers", "En stock", "Épuisé", "Précommande"]
    assert page.said("label")[:2] == ["Altera", "Bang & Orson"]
    item = page.data["ItemList"]["itemListElement"][1]["item"]
    assert item["url"] == "https://shop.example/fr/p/nova-28/"
    assert item["aggregateRating"]["reviewCount"] == 29
    assert item["offers"]["availability"] == "https://schema.org/InStock"


def test_alternates_name_three_languages_and_the_english_page_for_everybody_else(contract: Built) -> None:
    for url, english in (("/fr/", "/en/"), ("/es/c/telefonos/page/2/", "/en/c/phones/page/2/")):
        page = contract.page(url)
        assert set(page.alternates) == {*LANGUAGES, "x-default"}
        assert page.alternates["x-default"] == page.alternates["en"] == f"https://shop.example{english}"


def test_converting_again_touches_only_what_changed(tmp_path: Path) -> None:
    source = workload(tmp_path / "workload")
    convert_main([str(source), str(tmp_path / "shop")])
    before = times(tmp_path / "shop")
    path = source / "content/guides/fr/guides-0.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Last.", "Last one."), encoding="utf-8")
    (source / "content/guides/fr/guides-1.md").unlink()
    convert_main([str(source), str(tmp_path / "shop")])
    after = times(tmp_path / "shop")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {"content/guides/guides-0/fr.md", "content/guides/guides-1/fr.md"}


PEER = """import pathlib, sys
site, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1], "public")
out.mkdir(exist_ok=True)
(out / "prices").write_text((site / "catalog/products.csv").read_text())
"""
PREPARE = """import shutil, sys
shutil.copytree(sys.argv[2], sys.argv[3], dirs_exist_ok=True)
"""
WORKLOAD = """import sys
from pathlib import Path
from tests.test_bench import workload
(workload(Path(sys.argv[-1])) / "workload.json").write_text("{}")
"""
MUTATE = """import pathlib, shutil, sys
shutil.copytree(sys.argv[1], sys.argv[2])
path = pathlib.Path(sys.argv[2], "catalog/products.csv")
path.write_text(path.read_text().replace("1229.50", "1329.50"))
"""
VERIFY = """import pathlib, sys
files = [path for path in pathlib.Path(sys.argv[1]).rglob("*") if path.is_file() and path.suffix in {"", ".html"}]
found = "".join(path.read_text() for path in files)
wanted = "329" if "-prices" in sys.argv[3] else "229"
sys.exit(wanted not in found)
"""


def kit(folder: Path) -> Path:
    """A kit with one peer, which copies the prices into its output."""
    copier = {"build": ["{tools}/copier", "{site}"], "out": "public", "cold": ["public"]}
    absent = {"build": ["{tools}/absent"], "out": "public", "cold": []}
    programs = {"prepare": PREPARE, "workload": WORKLOAD, "mutate": MUTATE, "verify": VERIFY}
    files = {f"{name}.py": text for name, text in programs.items()}
    files |= {"peers.json": json.dumps({"copier": copier, "absent": absent}), "copier": f"#!{sys.executable}\n{PEER}"}
    write_files(folder, files)
    (folder / "copier").chmod(0o755)
    return folder


@pytest.mark.thorough
def test_the_benchmark_compares_with_peers_and_remembers(tmp_path: Path) -> None:
    shop = lay("locales", tmp_path / "shop")
    arguments = ("--kit", kit(tmp_path / "kit"), "--rounds", "1", "--scenario", "prices")
    done = run("scripts", "--shop", shop, "bench", *arguments)
    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()[2:]]
    assert [row[:2] for row in rows] == [["prices", subject] for subject in ("copier", "vitrina", "sample")]
    assert [row[6].split()[:1] for row in rows] == [[], ["copier"], []]
    history = [json.loads(line) for line in (shop / ".cache/bench/history.jsonl").read_text().splitlines()]
    assert len(history) == 3
    for one in history:
        assert 0 < one["cpu"] == one["cpu_range"][0] == one["cpu_range"][1]
        assert one["memory"] > 1
    other, own, _ = history
    assert own["to_peer"] == {"copier": round(own["cpu"] / other["cpu"], 4)}


def test_an_output_that_is_not_the_one_asked_for_ends_the_benchmark(tmp_path: Path) -> None:
    write_files(kit(tmp_path / "kit"), {"verify.py": "print('no such page'); raise SystemExit(1)"})
    arguments = ("--kit", tmp_path / "kit", "--rounds", "1", "--scenario", "cold", "--peer", "copier")
    done = run("scripts", "--shop", lay("minimal", tmp_path / "shop"), "bench", *arguments)
    assert done.returncode == 1
    assert "copier, cold: the output is not the one asked for\nno such page" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--kit", "kit", "--peer", "hugoo"), "there is no hugoo in kit → installed are vitrina, copier"),
        (("--kit", "."), "peers.json cannot be read"),
        (("--peer", "sample", "--peer", "hugo"), "hugo is measured with a kit only → name its folder with --kit"),
    ],
)
def test_a_kit_or_a_peer_that_is_not_there_is_told(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    kit(tmp_path / "kit")
    places = [str(tmp_path / one) if one in {"kit", "."} else one for one in arguments]
    done = run("scripts", "--shop", lay("minimal", tmp_path / "shop"), "bench", *places)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr.replace(f"{tmp_path}/", "")


def past(cpu: float, **other: Any) -> Figure:
    runs = [Run(wall=2 * cpu, cpu=cpu, memory=100, other=0)]
    return replace(figure("vitrina", "cold", 1, runs, ()), **other)


def test_what_became_slower_is_told_by_the_last_runs_on_the_same_machine() -> None:
    elsewhere = past(1, machine="another")
    assert change(past(2), [elsewhere, past(1, scenario="warm"), past(1, scale=10)]) is None
    assert change(past(2), [past(9), *[past(4)] * 5, elsewhere]) == pytest.approx(-0.5)
    measured_beside = [past(4, to_peer={"hugo": 0.2}), past(4, to_peer={"hugo": 0.2})]
    assert change(past(8, to_peer={"hugo": 0.21}), measured_beside) == pytest.approx(0.05)


def test_the_import_of_many_offers_is_measured_beside_a_bare_reading(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(offers_main, [str(tmp_path), "--rows", "200", "--wrong", "6"]).exit_code == 0
    again = (tmp_path / "content/catalog/offers.csv").read_bytes()
    assert runner.invoke(offers_main, [str(tmp_path), "--rows", "200", "--wrong", "6"]).exit_code == 0
    assert (tmp_path / "content/catalog/offers.csv").read_bytes() == again
    bare, imported, ratio = runner.invoke(offers_main, [str(tmp_path), "--measure", "--times", "1"]).output.splitlines()
    assert bare.endswith("200 rows, 200 offers")
    assert imported.endswith("200 rows, 194 offers")
    assert re.fullmatch(r"the import takes \d+\.\d times the work and \d+\.\d times the time, medians of 1", ratio)
    assert runner.invoke(offers_main, [str(tmp_path), "--rows", "200", "--shuffled"]).exit_code == 0
    shuffled = (tmp_path / "content/catalog/offers.csv").read_bytes()
    (keys, others) = ([row.split(b",")[0] for row in data.splitlines()] for data in (again, shuffled))
    assert keys != others
    assert sorted(keys) == sorted(others)
