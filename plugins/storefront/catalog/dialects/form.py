"""What every dialect is given and gives, and how it finds its headers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

import polars as pl
from babel import Locale as BabelLocale
from unidecode import unidecode

from storefront.catalog.frames import MAPPED, REASON, ROW, SOURCE, Places
from storefront.catalog.read import Table
from storefront.problems import Problem, Severity
from storefront.shop import Shop
from storefront.slugs import slugify
from storefront.values import value

FALSE = ("false", "no", "n", "0", "non", "faux", "falso")
"""What exports write for no, folded."""
OPTIONS = {
    "colour": {"color", "colour", "colours", "colors", "couleur", "coloris", "farbe", "colore", "cor", "kleur"},
    "storage": {"storage", "capacity", "storage capacity", "stockage", "capacite", "almacenamiento", "capacidad"},
    "option:Size": {"size", "sizes", "taille", "pointure", "talla", "grosse", "taglia", "misura", "tamanho", "maat"},
    "option:Material": {"material", "matiere", "materiau", "materiale", "materiaal"},
    "option:Pattern": {"pattern", "motif", "muster", "estampado", "fantasia"},
}
"""What other systems call the options that we know by name, folded."""

_SHOWN = 6


@value
class Terms:
    """What a dialect has to know of the shop."""

    language: str
    """Of the exports."""
    countries: Mapping[str, str]
    """Folded name of a country or code of a region to the market that is there."""
    markets: Mapping[str, str]
    """Market to currency."""
    currency: str
    """Of prices that name none; empty where the shop has several and does not say."""
    decimal: str
    """The decimal sign of prices that leave it open; empty where the shop does not say."""
    conditions: Mapping[str, str]
    """Condition (`used`) to the one grade of the shop that has it."""
    taxonomy: bool
    """The shop has a taxonomy: ids of categories have names, and go before words of the export."""
    mapped: frozenset[str]
    """Headers that `[catalog.columns]` reads."""
    today: date


@value
class Reading:
    """An export in our columns."""

    frame: pl.DataFrame
    """`SOURCE`, `ROW` and our columns: a row an offer."""
    headers: Places = field(default_factory=dict)
    others: int = 0
    """Rows that are no offers: they add a picture to one, hold what is common to several, or are not for sale."""
    problems: tuple[Problem, ...] = ()


def terms_of(shop: Shop, mapped: Iterable[str]) -> Terms:
    """What dialects have to know of a shop."""
    grades: dict[str, list[str]] = {}
    for grade in shop.grades.values():
        grades.setdefault(grade.condition, []).append(grade.key)
    return Terms(
        language=shop.source_language,
        countries=dict(_countries(shop)),
        markets={locale.market: locale.currency for locale in shop.locales},
        currency=general_currency(shop),
        decimal=shop.settings.catalog.decimal or "",
        conditions={condition: keys[0] for condition, keys in grades.items() if len(keys) == 1}
        | {key: key for key in shop.grades if key in {"new", "refurbished", "used"}},
        taxonomy=bool(shop.settings.catalog.taxonomy),
        mapped=frozenset(mapped),
        today=shop.today,
    )


def general_currency(shop: Shop) -> str:
    """The currency of prices that name none: the one of the settings, or the only one of the shop."""
    currencies = {locale.currency for locale in shop.locales}
    return shop.settings.catalog.currency or (currencies.pop() if len(currencies) == 1 else "")


def _countries(shop: Shop) -> Iterator[tuple[str, str]]:
    languages = {"en", shop.source_language, *(locale.language for locale in shop.locales)}
    for locale in shop.locales:
        yield locale.market, locale.market
        if region := BabelLocale.parse(locale.cldr, sep="-").territory:
            yield region.lower(), locale.market
            for language in sorted(languages):
                if name := BabelLocale.parse(language).territories.get(region):
                    yield folded(name), locale.market


def folded(header: str) -> str:
    """A header as dialects compare it: small letters and digits with single spaces, no accents."""
    return re.sub(r"[^a-z0-9]+", " ", unidecode(header).lower()).strip()


class Headers:
    """The columns of an export, found by the names that its dialect has for them."""

    def __init__(self, table: Table, names: Mapping[str, Sequence[str]]) -> None:
        self.table = table
        self._found: dict[str, str] = {}
        """What a column is for us to its header."""
        self._by_fold: dict[str, str] = {}
        for header in table.headers:
            self._by_fold.setdefault(folded(header), header)
        for key, known in names.items():
            if header := next((self._by_fold[name] for name in known if name in self._by_fold), ""):
                self._found[key] = header
        self._read = set(self._found.values())

    def __contains__(self, key: str) -> bool:
        return key in self._found

    def __getitem__(self, key: str) -> str:
        """The header of what we call so, as the export writes it; `key` itself where it has none."""
        return self._found.get(key, key)

    def cell(self, key: str) -> pl.Expr:
        """The cells of a column, null where the export does not have it."""
        return pl.col(self._found[key]) if key in self._found else pl.lit(None, dtype=pl.String)

    def cells(self) -> list[pl.Expr]:
        """All columns under our names."""
        return [pl.col(header).alias(key) for key, header in self._found.items()]

    def matching(self, pattern: str) -> Iterator[tuple[re.Match[str], str]]:
        """Columns whose folded header has a form; they count as read."""
        for name, header in self._by_fold.items():
            if match := re.fullmatch(pattern, name):
                self._read.add(header)
                yield match, header

    def origins(self, columns: Mapping[str, str]) -> dict[str | tuple[str, int], str]:
        """Our columns to the headers of the export, from our columns to what the dialect calls them."""
        return {column: self._found[key] for column, key in columns.items() if key in self._found}

    def elsewhere(self, column: str, key: str, rows: pl.Series) -> dict[str | tuple[str, int], str]:
        """The cells of our column in these rows to the header of what the dialect calls `key`."""
        return {(column, row): self[key] for row in rows}

    def unread(self, ignored: Sequence[str], mapped: frozenset[str]) -> list[Problem]:
        """A notice that names the columns that nobody reads; `ignored` are patterns of those that need none."""
        known = re.compile("|".join(ignored))
        unread = [
            header
            for name, header in self._by_fold.items()
            if header not in self._read and header not in mapped and not known.fullmatch(name)
        ]
        unread = [one for one in unread if self.table.frame[one].null_count() < self.table.frame.height]
        return unread_problems(self.table.source, unread)


def unread_problems(source: str, headers: Sequence[str]) -> list[Problem]:
    """A notice that names the columns that nobody reads."""
    if not headers:
        return []
    shown = "”, “".join(headers[:_SHOWN]) + ("”, …" if len(headers) > _SHOWN else "”")
    message = f"{len(headers)} column{'s are' if len(headers) > 1 else ' is'} not read: “{shown}"
    hint = f'to show one as a fact: columns = {{ "spec:{headers[0]}" = "{headers[0]}" }} below [catalog] in shop.toml'
    return [Problem(source, 1, message=message, hint=hint, severity=Severity.NOTICE)]


def fit(table: Table) -> pl.DataFrame:
    """The rows of a table that have as many cells as its header."""
    return table.frame.filter(pl.col(REASON).is_null())


def own(*names: str) -> list[str]:
    """What every reading has, and more of our columns."""
    return [SOURCE, ROW, *names]


def slugs(column: pl.Series, language: str) -> dict[str, str]:
    """A key for each text of a column; texts whose keys would be the same get numbers, in their order."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for text in column.drop_nulls().unique(maintain_order=True):
        slug = slugify(text, language) or "x"
        ends = ("", *(f"-{number}" for number in range(2, len(taken) + 3)))
        found[text] = next(one for end in ends if (one := f"{slug}{end}") not in taken)
        taken.add(found[text])
    return found


def option_column(name: str) -> str:
    """Our column for what another system calls an option."""
    plain = folded(name)
    return next((column for column, names in OPTIONS.items() if plain in names), f"option:{name.strip()}")


def option_columns(names: Iterable[str]) -> dict[str, str]:
    """The columns of one offer's options: of two that would have the same, the later keeps its own name."""
    found: dict[str, str] = {}
    for name in names:
        column = option_column(name)
        found[name] = f"option:{name.strip()}" if column in found.values() else column
    return found


def add_option(places: dict[str, list[pl.Expr]], offers: pl.DataFrame, name: str, cell: pl.Expr) -> None:
    """Adds an option's cells to those of its column; to those of its own name where offers have another one there."""
    column = option_column(name)
    both = cell.is_not_null() & pl.coalesce(places.get(column, [pl.lit(None, dtype=pl.String)])).is_not_null()
    if column in places and offers.select(both.any()).item():
        column = f"option:{name.strip()}"
    places.setdefault(column, []).append(cell)


def numbered_options(offers: pl.DataFrame, numbers: Sequence[int]) -> dict[str, pl.Expr]:
    """What tells offers apart, a column for each name; `option 1 name` and `option 1` have a name and its value."""
    places: dict[str, list[pl.Expr]] = {}
    for n in numbers:
        for name in offers[f"option {n} name"].drop_nulls().unique(maintain_order=True):
            cell = pl.when(pl.col(f"option {n} name") == name).then(
                pl.col(f"option {n}").replace("Default Title", None)
            )
            add_option(places, offers, name, cell)
    return {column: pl.coalesce(cells).alias(column) for column, cells in places.items()}


def distinct_skus(offers: pl.DataFrame, options: Sequence[str], language: str) -> pl.Expr:
    """The column `sku`; where it is empty or stands twice, `sku` or `product` and the options tell the offers apart."""
    given = bare(pl.col("sku"))
    values = pl.concat_list(pl.col(options)).list.drop_nulls().list.join(" ") if options else pl.lit("")
    texts = offers.select(values.alias("values"))["values"]
    words = {text: f"-{slug}" for text, slug in slugs(texts.filter(texts != ""), language).items()}
    ending = values.replace_strict(words, default="", return_dtype=pl.String) if words else pl.lit("")
    shared = given.is_not_null() & (given.count().over(given) > 1)
    return pl.when(shared | given.is_null()).then(pl.coalesce(given, "product") + ending).otherwise(given)


def is_false(cell: pl.Expr) -> pl.Expr:
    """Whether a cell says no; an empty one does not."""
    return cell.str.to_lowercase().is_in(FALSE).fill_null(value=False)


def carried(frame: pl.DataFrame) -> list[str]:
    """The columns that `[catalog.columns]` made, which a dialect hands on as they are."""
    return [name for name in frame.columns if name.startswith(MAPPED)]


def grade(condition: pl.Expr, terms: Terms) -> pl.Expr:
    """The shop's only grade of a condition; goods that are new need none."""
    grades = {word: key for word, key in terms.conditions.items() if word != "new"}
    if not grades:
        return pl.lit(None, dtype=pl.String)
    return condition.str.to_lowercase().replace_strict(grades, default=None, return_dtype=pl.String)


def first(column: str, group: str) -> pl.Expr:
    """The first cell of a group that holds something, in all its rows."""
    return pl.col(column).drop_nulls().first().over(group)


def bare(cell: pl.Expr) -> pl.Expr:
    """A cell without the apostrophe that keeps spreadsheets from reading a number or a formula."""
    return cell.str.replace(r"^'", "")


def above_nothing(price: pl.Expr) -> pl.Expr:
    """A price that some rows have; exports write 0 for none."""
    return pl.when(price.cast(pl.Float64, strict=False).ne_missing(0)).then(price)


def notice(source: str, message: str, hint: str, row: int = 0, header: str = "") -> Problem:
    """A fact about an export that costs nothing."""
    return Problem(source, row, header, message, hint, Severity.NOTICE)
