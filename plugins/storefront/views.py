"""What each template is given: one frozen dataclass a template, every value ready to print.

A view holds text, `Markup` and addresses; a template neither formats nor decides. Every template gets three names:
`site` (the same on every page of a locale), `page` (the shell of this page) and `view` (the dataclass named after the
template in `TEMPLATES`). A plain `str` is text and is escaped; `Markup` is HTML that is already safe.
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from storefront.values import value

OF_PAGES = {"categories", "contents-title", "main", "menu", "offers", "products"}
"""Identifiers that templates use: a heading `Menu` of a text would be what the button of the menu opens."""


class Fragment:
    """A piece of HTML that many pages show: known by its digest, made when the first page prints it."""

    __slots__ = ("_html", "_make", "digest")

    def __init__(self, digest: str, make: Callable[[], str]) -> None:
        self.digest = digest
        """Hash of everything that the piece depends on."""
        self._make: Callable[[], str] | None = make
        self._html = ""

    def __html__(self) -> str:
        """The piece; a template prints it as it is."""
        if self._make is not None:
            self._html, self._make = self._make(), None
        return self._html


@value
class Link:
    """A link with its text."""

    label: str
    url: str
    current: bool = False
    """It leads to the page that shows it."""
    lang: str = ""
    """Language of the text where it is not the page's."""


@value
class NavItem:
    """An entry of the main navigation with the entries below it."""

    link: Link
    children: tuple[Link, ...] = ()


@value
class Promise:
    """One of the shop's promises (warranty, returns, …), as `shop.toml` words them."""

    title: str
    text: str
    icon: str
    """Name of a file in `theme/templates/icons/`, without its ending."""


@value
class Site:
    """What every page of a locale shares."""

    name: str
    tagline: str
    lang: str
    """BCP 47 tag for `<html lang>`."""
    dir: str
    """`ltr` or `rtl`."""
    home: str
    """Address of the locale's home page, from the root: `/fr/`."""
    stylesheet: str
    script: str
    icon: str
    feed: str
    """Address of the locale's Atom feed."""
    nav: tuple[NavItem, ...]
    """Top categories with their children."""
    links: tuple[Link, ...]
    """Blog, guides: beside the navigation."""
    footer: tuple[tuple[str, tuple[Link, ...]], ...]
    """Columns of links, each with its heading."""
    menus: Mapping[str, Fragment]
    """`components/menu.html` by `PageShell.section`."""
    footer_html: Fragment | None
    """`components/footer.html`."""
    promises: tuple[Promise, ...]
    legal: str
    """The shop's closing line: who runs it."""


@value
class Alternate:
    """The same page in another language, for `<link rel="alternate">`."""

    hreflang: str
    url: str
    """Absolute."""


@value
class Switch:
    """An entry of the language switcher."""

    label: str
    """The language's own name: `Français`."""
    lang: str
    url: str
    current: bool
    exact: bool
    """The same page in that language; False where it leads to the nearest page above that exists there."""


@value
class Head:
    """The metadata of a page; all addresses are absolute."""

    title: str
    description: str
    canonical: str
    """Empty on pages that have no address of their own (404)."""
    robots: str
    """Content of the robots meta element."""
    alternates: tuple[Alternate, ...]
    og_type: str
    og_image: str
    og_image_width: int
    og_image_height: int
    og_image_alt: str
    og_locale: str
    og_locale_alternates: tuple[str, ...]
    published: str
    """ISO 8601 with zone, posts only, otherwise empty."""
    modified: str
    json_ld: tuple[Markup, ...]
    """Each a JSON document, escaped for a script element."""
    previous: str
    """Address of the page before in a paginated list, or empty."""
    next: str


@value
class PageShell:
    """What the layout needs of one page."""

    head: Head
    switcher: tuple[Switch, ...]
    breadcrumb: tuple[Link, ...]
    """From the home page to this page; empty on the home page."""
    section: str
    """Address of the entry of the main navigation that the page belongs to; empty where it belongs to none."""


@value
class Source:
    """A `<source>` of a picture."""

    type: str
    srcset: str


@value
class Picture:
    """An image with its responsive versions."""

    src: str
    """The fallback: JPEG, PNG or SVG."""
    srcset: str
    """The fallback's other widths; empty for vector and foreign images."""
    sources: tuple[Source, ...]
    """AVIF, then WebP; empty for vector and foreign images."""
    width: int
    """In CSS pixels; 0 where it is not known (images of another host)."""
    height: int
    alt: str


@value
class Price:
    """A price as a shopper reads it."""

    text: str
    """`1 234,50 €` by CLDR."""
    reference: str
    """The price that it is compared with, struck through; empty where there is none."""
    discount: str
    """`-38 %` against that; empty where there is none."""
    note: str
    """What the other price is: that of the product when new, or the lowest of the last 30 days."""


@value
class Rating:
    """A product's rating."""

    value: str
    """`4,3`."""
    percent: int
    """0 to 100, for drawing the stars."""
    count: int
    count_text: str
    """The count in the locale's digits."""


@value
class Card:
    """A product as lists show it; `components/card.html` renders it once per product and locale."""

    key: str
    """The product's key in the export, for scripts and styles to know it by."""
    name: str
    url: str
    """Of its page, or where it is bought in a shop without such pages; empty where that is not known."""
    picture: Picture
    brand: str
    specs: str
    """Short facts joined by the locale's list style: `128 Go · 3 couleurs`. May be empty."""
    price: Price
    several: bool
    """The price is the lowest of several: shown as a "from" price."""
    grade: str
    """Label of the grade of the offer that the price belongs to."""
    rating: Rating | None
    availability: str
    """Of the offer that the price belongs to, as in `OfferRow`."""
    available: bool
    discontinued: bool


@value
class CategoryTile:
    """A category as home and category pages show it."""

    name: str
    url: str
    count: int
    count_text: str
    picture: Picture | None


@value
class PageLink:
    """A page number of a pagination; a gap ("…") has no address."""

    label: str
    url: str
    current: bool


@value
class Pagination:
    """The way through a list of several pages; lists of one page have none."""

    current: int
    total: int
    previous: str
    """Address, empty on the first page."""
    next: str
    pages: tuple[PageLink, ...]


@value
class Dated:
    """A date with its machine form."""

    iso: str
    text: str


@value
class Author:
    """The author of a post."""

    name: str
    url: str
    role: str
    picture: Picture | None


@value
class Teaser:
    """A post or guide as lists show it."""

    title: str
    url: str
    kicker: str
    standfirst: str
    date: Dated | None
    authors: tuple[Author, ...]
    picture: Picture | None
    tags: tuple[Link, ...]
    """Of a post; guides have none."""
    lang: str
    """Language of the text where it is not the page's, empty otherwise."""


@value
class HomeView:
    """`home.html`."""

    title: str
    standfirst: str
    body: Markup
    """The editors' text, may be empty."""
    picture: Picture | None
    categories: tuple[CategoryTile, ...]
    bestsellers: tuple[Markup, ...]
    """Rendered cards."""
    deals: tuple[Markup, ...]
    """Rendered cards of the deepest discounts."""
    posts: tuple[Teaser, ...]
    guides: tuple[Teaser, ...]
    blog: str
    guides_index: str
    lang: str
    """Language of the text where it is not the page's, empty otherwise."""


@value
class GradeNote:
    """A grade with its explanation."""

    label: str
    explanation: str


@value
class FacetValue:
    """A value of a facet with the number of products that have it."""

    key: str
    """Its name in the form and in the address's fragment: `128-gb`."""
    label: str
    count: int
    count_text: str
    url: str
    """Its landing page, empty where it has none."""


@value
class Facet:
    """A property that tells the products of a category apart."""

    key: str
    """`brand`, `grade`, `storage`, `colour` or `price`."""
    label: str
    values: tuple[FacetValue, ...]
    """Grades best first, sizes and prices rising, the rest by the number of products."""


@value
class LinkRow:
    """Links to related lists."""

    label: str
    links: tuple[Link, ...]


@value
class CategoryView:
    """`category.html`."""

    title: str
    count: int
    """Products in the whole subtree that this market sells."""
    count_text: str
    intro: Markup
    """The editors' text above the products, first page only."""
    outro: Markup
    """The editors' text below the products, first page only."""
    subcategories: tuple[CategoryTile, ...]
    facets: tuple[Facet, ...]
    """Counted over the whole subtree; the same on every page of the category."""
    filters: str
    """Address of the data by which a script narrows the list in the page, empty where it cannot be narrowed."""
    choices: tuple[LinkRow, ...]
    """Landing pages by facet, first page only."""
    orders: tuple[Link, ...]
    """The orders that the list has pages in, for visitors without scripts; empty where there is one only."""
    cards: tuple[Markup, ...]
    alternatives: tuple[Markup, ...]
    """Rendered cards from elsewhere, where nothing here can be bought any more."""
    pagination: Pagination | None
    page_number: int
    grades: tuple[GradeNote, ...]
    lang: str
    """Language of the text where it is not the page's, empty otherwise."""


@value
class OfferRow:
    """An offer on a product page."""

    sku: str
    grade: str
    variant: str
    """Storage, colour …: `128 Go · Minuit`."""
    price: Price
    availability: str
    """`InStock`, `LimitedAvailability`, `PreOrder`, `BackOrder`, `OutOfStock` or `Discontinued`."""
    buy_url: str
    """Empty where it cannot be bought."""
    delivery: str
    """What the delivery costs and how long it takes; empty where that is not known."""


@value
class OfferGroup:
    """A product's offers of one grade, cheapest first."""

    grade: GradeNote
    """Its label is empty where the shop sells in one condition only."""
    best: Price
    several: bool
    """Its offers differ in price."""
    offers: tuple[OfferRow, ...]


@value
class ProductView:
    """`product.html`."""

    name: str
    brand: str
    category: Link
    pictures: tuple[Picture, ...]
    description: Markup
    description_lang: str
    """Language of the description where it is not that of the page, otherwise empty."""
    rating: Rating | None
    best: OfferRow | None
    """The offer to show first: the cheapest that can be bought, otherwise the cheapest."""
    several: bool
    """There are offers at other prices."""
    available: bool
    discontinued: bool
    tax_note: str
    """What the market says beside a price (`TVA incluse`)."""
    groups: tuple[OfferGroup, ...]
    specs: tuple[tuple[str, str], ...]
    """Label and value."""
    related: tuple[Markup, ...]
    """Rendered cards."""
    mentions: tuple[Link, ...]
    """Guides and posts that link to this product."""


@value
class Term:
    """A blog category, tag, author or year with the number of its posts."""

    label: str
    url: str
    count: int
    count_text: str


@value
class BlogView:
    """`blog.html`: the index and the lists of a category, tag, author or year."""

    kind: str
    """`blog`, `blog-category`, `tag`, `author` or `year`."""
    title: str
    intro: Markup
    """An author's biography, otherwise empty."""
    author: Author | None
    count: int
    """Posts on all pages of the list."""
    count_text: str
    teasers: tuple[Teaser, ...]
    pagination: Pagination | None
    page_number: int
    categories: tuple[Term, ...]
    years: tuple[Term, ...]
    tags: tuple[Term, ...]
    """The three are for the index; empty on the other lists."""
    feed: str
    """Address of this list's own feed, empty where it has none."""
    lang: str
    """Language of an author's biography where it is not the page's, empty otherwise."""


@value
class TermsView:
    """`terms.html`: all tags, all authors, all years or all blog categories."""

    kind: str
    """`tags`, `authors`, `years` or `blog-categories`."""
    title: str
    terms: tuple[Term, ...]


@value
class Signature:
    """The block that closes a post signed by its authors."""

    names: str
    """`Thibaud, Quentin et Vianney`."""
    role: str
    authors: tuple[Author, ...]


@value
class PostView:
    """`post.html`."""

    kicker: str
    title: str
    standfirst: str
    date: Dated
    modified: Dated | None
    authors: tuple[Author, ...]
    picture: Picture | None
    body: Markup
    signature: Signature | None
    invitation: str
    contact: str
    """Address of the contact page, empty where there is none."""
    category: Link | None
    tags: tuple[Link, ...]
    related: tuple[Teaser, ...]
    previous: Link | None
    """The post before it in time."""
    next: Link | None
    lang: str
    """Language of the text where it is not the page's, empty otherwise."""


@value
class TocEntry:
    """An entry of a table of contents."""

    title: str
    anchor: str
    """Identifier of the heading, without `#`."""
    children: tuple["TocEntry", ...] = ()


@value
class GuidesView:
    """`guides.html`: the index of the guides."""

    title: str
    teasers: tuple[Teaser, ...]


@value
class GuideView:
    """`guide.html`."""

    kicker: str
    """The line above the title, may be empty."""
    title: str
    standfirst: str
    date: Dated | None
    """When it was last brought up to date."""
    authors: tuple[Author, ...]
    picture: Picture | None
    toc: tuple[TocEntry, ...]
    body: Markup
    """FAQ blocks are part of it, as `details` elements."""
    products: tuple[Markup, ...]
    """Rendered cards of the products that it mentions."""
    related: tuple[Teaser, ...]
    lang: str
    """Language of the text where it is not the page's, empty otherwise."""


@value
class TextView:
    """`text.html`: a static page."""

    title: str
    standfirst: str
    body: Markup
    lang: str
    """Language of the text where it is not the page's, empty otherwise."""


@value
class NotFoundView:
    """`404.html` of a locale."""

    categories: tuple[Link, ...]


@value
class Choice:
    """A language as the chooser offers it."""

    label: str
    lang: str
    dir: str
    url: str
    invitation: str
    """"Enter the shop" in that language."""


@value
class ChooserView:
    """`chooser.html`: the page at `/`, and the 404 page for addresses outside every locale."""

    title: str
    missing: bool
    """It stands for a page that does not exist."""
    choices: tuple[Choice, ...]


TEMPLATES: dict[str, type] = {
    "home.html": HomeView,
    "category.html": CategoryView,
    "product.html": ProductView,
    "blog.html": BlogView,
    "terms.html": TermsView,
    "post.html": PostView,
    "guides.html": GuidesView,
    "guide.html": GuideView,
    "text.html": TextView,
    "404.html": NotFoundView,
    "chooser.html": ChooserView,
}
"""Every page template with its view."""
