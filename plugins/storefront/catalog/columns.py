"""The columns of an export: the documented form that every reader produces."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Literal, TypeAlias

from storefront.model import Availability, Locale
from storefront.values import value

Form: TypeAlias = Literal[
    "text", "key", "path", "price", "count", "status", "condition", "rating", "date", "url", "gtin", "image", "google"
]


@value
class Column:
    """A column of the export."""

    name: str
    """Its header; `*` stands for a market (`price_*`), a language (`name_*`) or an attribute (`spec:*`)."""
    form: Form
    meaning: str
    required: bool = False
    scope: Literal["offer", "product"] = "offer"
    """Whether rows of one product may differ in it; product columns are taken from the product's first row."""


COLUMNS: tuple[Column, ...] = (
    Column("sku", "text", "The offer's own number, different in every row.", required=True),
    Column("product", "key", "Key of the product; rows with one key are its offers.", required=True),
    Column("name", "text", "Product name without storage and colour.", required=True, scope="product"),
    Column("name_*", "text", "Name in a language (`name_fr`) where it differs.", scope="product"),
    Column("brand", "text", "Brand.", scope="product"),
    Column("model", "text", "Model name or number.", scope="product"),
    Column("category", "path", "Path of category names, `Smartphones > iPhone`.", required=True, scope="product"),
    Column("grade", "key", "Key of a grade of `shop.toml`; empty where the shop has none."),
    Column(
        "condition", "condition", "`new`, `refurbished` or `used`; by default what its grade means, otherwise `new`."
    ),
    Column("storage", "text", "Storage, `128 GB`."),
    Column("colour", "text", "Colour, a word of the source language."),
    Column("price", "price", "Price in `currency`, for every market of that currency."),
    Column("price_new", "price", "Price of the product when new, in `currency`."),
    Column("currency", "text", "Currency of `price` and `price_new`, as ISO 4217 has it."),
    Column("price_*", "price", "Price in a market (`price_fr`), in its currency; empty: not sold there."),
    Column("price_new_*", "price", "Price of the product when new in a market."),
    Column("stock", "count", "Pieces in stock; 0 is sold out, empty is in stock."),
    Column("stock_*", "count", "Pieces in stock for a market, where it has its own."),
    Column("status", "status", "`active` (the default), `limited`, `preorder`, `backorder` or `discontinued`."),
    Column("available", "date", "Day from which a pre-order or back order is sent, for product feeds."),
    Column("image", "image", "Picture of the offer: a file below `content/images/`, or an https address."),
    Column("images", "image", "Further pictures of the product, separated by `|`.", scope="product"),
    Column("gtin", "gtin", "GTIN-8, 12, 13 or 14, digits only."),
    Column("mpn", "text", "The manufacturer's part number."),
    Column("buy_url", "url", "Where the offer is bought."),
    Column("buy_url_*", "url", "Where it is bought in a market."),
    Column(
        "google_category",
        "google",
        "Google's category, its id or its whole path, for product feeds; by default that of the taxonomy.",
        scope="product",
    ),
    Column("rating", "rating", "Average rating, 0 to 5.", scope="product"),
    Column("rating_count", "count", "Number of ratings.", scope="product"),
    Column("review_count", "count", "Number of ratings that come with a review.", scope="product"),
    Column("rank", "count", "Place in lists, lower first; by default the order of the rows.", scope="product"),
    Column("updated", "date", "Day of the offer's last change, for sitemaps."),
    Column("description", "text", "Plain paragraphs with an empty line between them, or HTML.", scope="product"),
    Column("description_*", "text", "The same in a language (`description_fr`).", scope="product"),
    Column(
        "spec:*",
        "text",
        "A fact named by the header (`spec:Screen size`); `6.1 in` is a number and a unit.",
        scope="product",
    ),
    Column("option:*", "text", "What else tells the product's offers apart, named by the header (`option:Size`)."),
)

STATUSES: Mapping[str, Availability] = {
    "active": Availability.IN_STOCK,
    "limited": Availability.LIMITED,
    "preorder": Availability.PRE_ORDER,
    "backorder": Availability.BACK_ORDER,
    "discontinued": Availability.DISCONTINUED,
}
"""What an export's `status` says of an offer that is not sold out."""


def known(locales: Sequence[Locale]) -> Iterator[tuple[str, Column]]:
    """Every header that these locales can read, with its column; `spec:*` and `option:*` are open and not listed."""
    markets = dict.fromkeys(locale.market for locale in locales)
    languages = dict.fromkeys(locale.language for locale in locales)
    for column in COLUMNS:
        if column.name.endswith("_*"):
            endings = languages if column.name in {"name_*", "description_*"} else markets
            yield from ((column.name[:-1] + ending, column) for ending in endings)
        elif not column.name.endswith(":*"):
            yield column.name, column


def suggestion(header: str, names: Iterable[str]) -> str:
    """What to do about a header that no reader knows."""
    close = get_close_matches(header.lower().replace(" ", "_"), list(names), n=1)
    hint = f"did you mean “{close[0]}”? " if close else ""
    return f"{hint}remove it, or name it “spec:{header}” to show it as a fact of the product"


SPEC = re.compile(r"spec:\s*(\S.*?)\s*$")
"""The header of a fact."""

OPTION = re.compile(r"option:\s*(\S.*?)\s*$")
"""The header of what tells offers apart."""
