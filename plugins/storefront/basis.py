"""What all that is made for a locale needs: its words, addresses and pictures."""

from collections.abc import MutableMapping
from typing import Any

from storefront.images import ImageLibrary, Profile
from storefront.localizer import Localizer
from storefront.model import Locale
from storefront.shop import Shop
from storefront.store import Store
from storefront.urls import Graph, PageId
from storefront.views import Link, Picture


class Basis:
    """The store and the graph as one locale sees them."""

    def __init__(self, store: Store, graph: Graph, localizer: Localizer, images: ImageLibrary) -> None:
        self.store = store
        self.shop: Shop = store.shop
        self.graph = graph
        self.localizer = localizer
        self.locale: Locale = localizer.locale
        self.images = images
        self._values: dict[str, str] = {}
        self._caches: list[MutableMapping[Any, Any]] = []

    def forgets(self, cache: MutableMapping[Any, Any]) -> None:
        """Has a cache of values of this edition emptied with its own."""
        self._caches.append(cache)

    def forget(self) -> None:
        """Lets go of what was made of single products and texts, for it to be made again where it is needed."""
        for cache in self._caches:
            cache.clear()

    def gettext(self, message: str, **values: str) -> str:
        """A message of the theme's domain with its named values."""
        text = self.localizer.storefront.gettext(message)
        return text % values if values else text

    def shop_text(self, text: str) -> str:
        """A string of `shop.toml` in this language."""
        return self.localizer.term("shop", text)

    def url(self, kind: str, key: str = "", number: int = 1) -> str:
        """Address of a page from the root, empty where this locale does not have it."""
        return self.graph.url((kind, key), self.locale, number)

    def link(self, page: PageId) -> Link:
        """A link to a page that this locale has."""
        graph, locale = self.graph, self.locale
        return Link(graph.label(page, locale), graph.url(page, locale), lang=graph.language(page, locale))

    def absolute(self, url: str) -> str:
        """An address with the shop's host before it."""
        return url if url.startswith("https://") else f"{self.shop.address}{url}"

    def value(self, text: str) -> str:
        """An attribute's value in this language, each distinct one made once."""
        if text not in self._values:
            self._values[text] = self.localizer.value(text) if text else ""
        return self._values[text]

    def number(self, value: int) -> str:
        """A whole number in the locale's digits."""
        return self.localizer.formats.number(value)

    def original(self, image: str) -> str:
        """A picture of `content/` by its path below it; the address of one elsewhere stays as it is."""
        return image if self.shop.is_elsewhere(image) else image.lstrip("/")

    def picture(self, image: str, alt: str, profile: Profile) -> Picture:
        """A picture of `content/` (or an https address) in the widths that a use needs."""
        return self.images.picture(self.original(image), alt, profile)

    def has_own(self, page: PageId, locale: Locale) -> bool:
        """Whether a locale has a page with a text in its own language."""
        return bool(self.graph.url(page, locale)) and not self.graph.language(page, locale)
