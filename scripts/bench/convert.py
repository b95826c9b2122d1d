"""A workload of the benchmark -> a shop: the same input as every peer gets, in the form that Vitrina reads.

`python -m scripts.bench.convert WORKLOAD SHOP` fills a folder; a file is written only where its content changes, so a
second run after a change of the workload changes what a user would have changed.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.pofile import read_po

from storefront.slugs import slugify

SHOP = Path(__file__).parent / "shop"
LANGUAGES = ("fr", "es", "en")
MARKETS = {"fr": "fr", "es": "es", "gb": "en"}
"""Language of each market."""
STATUSES = {"in_stock": "active", "low_stock": "limited", "preorder": "preorder", "out_of_stock": "active"}
ADDRESS = "https://shop.example"
OWN_WORDS = {
    "Home": "home",
    "Blog": "blog",
    "Guides": "guides",
    "Tags": "tags",
}
"""Words that Vitrina says itself, with the workload's messages for them."""
ROUTES = {"shop": "c", "blog": "blog", "blog/tag": "tags", "guides": "guides", "page": "page"}
STORAGES = ("64", "128", "256", "512", "1024")


class Entry(NamedTuple):
    """A message of a `.po` file."""

    context: str
    key: tuple[str, ...]
    """The text in English, of a counted message singular and plural."""
    text: tuple[str, ...]


def convert(workload: Path, shop: Path) -> None:
    """Fills `shop` with what `workload` holds; what is there already and the same stays untouched."""
    files = {path.relative_to(SHOP).as_posix(): path.read_bytes() for path in SHOP.rglob("*") if path.is_file()}
    texts = dict(_files(workload))
    files |= {name: text.encode() for name, text in texts.items()}
    static = "theme/static/root/static"
    files |= {f"{static}/{path.name}": path.read_bytes() for path in (workload / "static").iterdir()}
    for name, data in files.items():
        target = shop / name
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    _remove_stale(shop, set(files))


def _remove_stale(shop: Path, names: set[str]) -> None:
    for folder in ("content", "translations", "theme"):
        for path in (shop / folder).rglob("*"):
            if path.is_file() and path.relative_to(shop).as_posix() not in names:
                path.unlink()


def _files(workload: Path) -> Iterator[tuple[str, str]]:
    categories = _json(workload, "categories")
    labels = _json(workload, "attributes")
    yield "content/catalog/offers.csv", _offers(workload, categories)
    yield from _categories(categories)
    yield from _texts(workload)
    for language in LANGUAGES:
        folder = f"translations/{language}/LC_MESSAGES"
        yield f"{folder}/storefront.po", _po(language, _words(workload, labels, language))
        yield f"{folder}/catalog.po", _po(language, _names(workload, categories, labels, language))
        yield f"{folder}/urls.po", _po(language, _addresses(categories, labels, language))


def _json(workload: Path, name: str) -> Any:  # noqa: ANN401 - as the workload has it
    return json.loads((workload / f"catalog/{name}.json").read_text(encoding="utf-8"))


def _offers(workload: Path, categories: list[dict[str, Any]]) -> str:
    """The export, in the order of the categories: the first row that names one gives it its place."""
    known = {one["id"]: one for one in categories}
    names = _export_names(categories)
    paths = {key: " > ".join(names[one["id"]] for one in _trail(known, key)) for key in known}
    places = {key: place for place, key in enumerate(known)}
    with (workload / "catalog/products.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: places[int(row["category"])])
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        offer = _offer(row, paths[int(row["category"])])
        if writer is None:
            writer = csv.DictWriter(text, list(offer), lineterminator="\n")
            writer.writeheader()
        writer.writerow(offer)
    return text.getvalue()


def _trail(known: Mapping[int, dict[str, Any]], key: int) -> list[dict[str, Any]]:
    parent = known[key]["parent"]
    return [*(_trail(known, parent) if parent else ()), known[key]]


def _keys(categories: list[dict[str, Any]]) -> dict[int, str]:
    """The key that Vitrina gives each category."""
    known, names = {one["id"]: one for one in categories}, _export_names(categories)
    return {key: "/".join(slugify(names[one["id"]], "en") for one in _trail(known, key)) for key in known}


def _export_names(categories: list[dict[str, Any]]) -> dict[int, str]:
    """What the export calls each category; two of one name in the same place would be one, so one gets its id."""
    names: dict[int, str] = {}
    taken = set[tuple[int | None, str]]()
    for one in categories:
        name, place = one["name"]["en"], (one["parent"], one["name"]["en"])
        names[one["id"]] = f"{name} {one['id']}" if place in taken else name
        taken.add(place)
    return names


def _offer(row: Mapping[str, str], category: str) -> dict[str, str]:
    return {
        "sku": row["sku"],
        "product": row["id"],
        "name": row["title"],
        "brand": row["brand"],
        "category": category,
        "grade": row["grade"],
        "storage": f"{row['storage']}GB",
        "colour": row["colour"],
        "price": row["price_eur"],
        "price_new": row["price_new_eur"],
        "currency": "EUR",
        "price_gb": row["price_gbp"],
        "price_new_gb": row["price_new_gbp"],
        "stock": "0" if row["availability"] == "out_of_stock" else "",
        "status": STATUSES[row["availability"]],
        "image": f"{ADDRESS}{row['image']}-640.jpg",
        "rating": row["rating"],
        "review_count": row["reviews"],
        "rank": row["rank"],
        **{f"buy_url_{market}": f"{ADDRESS}/{lang}{row['url']}" for market, lang in MARKETS.items()},
    }


def _categories(categories: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    keys = _keys(categories)
    for one in categories:
        for language in LANGUAGES:
            header = {"Title": one["name"][language], "Description": one["description"][language]}
            yield f"content/categories/{keys[one['id']]}/{language}.md", _markdown(header, "")


def _texts(workload: Path) -> Iterator[tuple[str, str]]:
    """Posts and guides with their authors."""
    for kind in ("blog", "guides"):
        for path in sorted((workload / "content" / kind).glob("*/*.md")):
            _, header, body = path.read_text(encoding="utf-8").split("---\n", 2)
            keys = dict(line.split(": ", 1) for line in header.splitlines())
            mine = {
                "Title": keys["title"],
                "Slug": keys["slug"],
                "Date": keys["date"],
                "Standfirst": keys["summary"],
                "Image": keys["image"],
                "Image_alt": keys["title"],
            }
            if "author" in keys:
                author = keys["author"].lower().replace(" ", "-").replace("’", "-")
                yield f"content/authors/{author}/en.md", _markdown({"Title": keys["author"]}, "")
                mine |= {"Authors": author, "Tags": keys["tags"]}
            yield f"content/{kind}/{keys['key']}/{path.parent.name}.md", _markdown(mine, body.lstrip("\n"))


def _markdown(header: Mapping[str, str], body: str) -> str:
    return "".join(f"{key}: {value}\n" for key, value in header.items()) + f"\n{body}"


def _words(workload: Path, labels: dict[str, Any], language: str) -> Iterator[Entry]:
    """The theme's words by their English, and what Vitrina says itself."""
    english, own = _said(workload, "en"), _said(workload, language)
    yield from (Entry("", english[key], text) for key, text in own.items())
    yield from (Entry("", (word,), own[key]) for word, key in OWN_WORDS.items())
    page = own["page_n"][0].replace("%(n)s", "%(number)s")
    yield Entry("", ("Page %(number)s",), (page,))
    yield Entry("", ("%(text)s Page %(number)s.",), (f"%(text)s {page}",))
    yield from (Entry("", (label["en"],), (label[language],)) for label in labels["availability"].values())


def _names(workload: Path, categories: list[dict[str, Any]], labels: dict[str, Any], language: str) -> Iterator[Entry]:
    """Names of the export and of `shop.toml`."""
    english, own = _said(workload, "en"), _said(workload, language)
    exported = _export_names(categories)
    yield from (Entry("category", (exported[one["id"]],), (one["name"][language],)) for one in categories)
    yield from (Entry("value", (key,), (label[language],)) for key, label in labels["colour"].items())
    yield from (Entry("value", (f"{size}GB",), (own["storage_gb"][0] % {"n": size},)) for size in STORAGES)
    yield from (Entry("shop", (label["en"],), (label[language],)) for label in labels["grade"].values())
    yield from (Entry("shop", english[key], own[key]) for key in ("site_tagline", "site_description"))
    yield from (Entry("tag", (key,), (label[language],)) for key, label in labels["tag"].items())


def _addresses(categories: list[dict[str, Any]], labels: dict[str, Any], language: str) -> Iterator[Entry]:
    yield from (Entry("route", (route,), (word,)) for route, word in ROUTES.items())
    keys = _keys(categories)
    yield from (Entry("category", (keys[one["id"]],), (one["slug"][language],)) for one in categories)
    yield from (Entry("tag", (key,), (key,)) for key in labels["tag"])


def _said(workload: Path, language: str) -> dict[str, tuple[str, ...]]:
    """The workload's messages by their key, a counted one in all its forms."""
    with (workload / f"i18n/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    return {_several(one.id)[0]: _several(one.string or "") for one in messages}


def _several(texts: str | Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _po(language: str, entries: Iterable[Entry]) -> str:
    """A file of messages, each once."""
    parts = [f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n']
    for context, key, text in {one[:2]: one for one in entries}.values():
        lines = [f"msgctxt {_quoted(context)}"] if context else []
        lines += [f"{name} {_quoted(one)}" for name, one in zip(("msgid", "msgid_plural"), key, strict=False)]
        names = ["msgstr"] if len(key) == 1 else [f"msgstr[{form}]" for form in range(len(text))]
        lines += [f"{name} {_quoted(one)}" for name, one in zip(names, text, strict=True)]
        parts.append("\n".join(["", *lines, ""]))
    return "".join(parts)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(arguments: Sequence[str]) -> None:
    """The command: a workload's folder and the shop's."""
    workload, shop = arguments
    convert(Path(workload), Path(shop))


if __name__ == "__main__":
    main(sys.argv[1:])
