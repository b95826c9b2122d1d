"""`vitrina translate preview`: a locale's pages with each message marked, straight from the `.po` files.

The shop is loaded once. A page is rendered when somebody opens it, and a changed `.po` file costs a new plan, no build.
"""

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from watchfiles import Change, watch

from scripts.preview import PreviewServer, running
from scripts.translate.marks import CSS, STYLE, MarkedMessages, Marks, show
from storefront.build import build
from storefront.locales import Key, Messages
from storefront.locales.po import read_po
from storefront.localizer import load_localizers
from storefront.model import PSEUDO, Locale
from storefront.page import Page
from storefront.plan import Plan, plan_store
from storefront.problems import InputError, Problem, errors, report, shown
from storefront.render import Renderer
from storefront.shop import Shop
from storefront.site import site_of
from storefront.store import Store, load_store
from storefront.views import Site

DEBOUNCE = 50
"""Milliseconds to wait for further changes: translators' programs write a file in several steps."""


def shop_with(shop: Shop, name: str) -> tuple[Shop, Locale]:
    """The shop and its locale of a code, a prefix or a language; a pseudo-locale is added where it is asked for.

    Raises `InputError` where the shop has no such locale.
    """
    for locale in shop.locales:
        if name in {locale.code, locale.gettext_name, locale.prefix, locale.language}:
            return shop, locale
    if name not in PSEUDO:
        known = ", ".join(dict.fromkeys([*(one.code for one in shop.locales), *PSEUDO]))
        raise InputError([Problem("shop.toml", message=f"there is no locale “{name}”", hint=f"name one of {known}")])
    like, direction = shop.default_locale, "rtl" if PSEUDO[name] == "ar" else "ltr"
    locale = replace(like, code=name, prefix=name.lower(), direction=direction, source=shop.source_language)  # type: ignore[arg-type]
    settings = replace(shop.settings, locales={**shop.settings.locales, name: shop.settings.locales[like.code]})
    notes = {**shop.tax_notes, name: shop.tax_notes[like.code]}
    return replace(shop, locales=(*shop.locales, locale), settings=settings, tax_notes=notes), locale


class Translation:
    """The pages of one locale with their messages marked, made when they are asked for."""

    def __init__(self, shop: Shop, locale: Locale, cache: Path) -> None:
        self.shop = shop
        self.locale = locale
        self._cache = cache
        self._store: Store = load_store(shop, cache)
        self._lock = threading.Lock()
        self._marks = Marks()
        self._pages: dict[str, Page] = {}
        self._site: Site | None = None
        self._renderer: Renderer | None = None
        self.read()

    def read(self) -> None:
        """Reads the words anew. Raises `InputError` with what is wrong with them, the pages as they were."""
        localizers, problems = load_localizers(self.shop)
        if errors(problems):
            raise InputError(problems)
        own = localizers[self.locale.code]
        localizers[self.locale.code] = replace(
            own,
            storefront=MarkedMessages(own.storefront, self._marks),
            catalog=MarkedMessages(own.catalog, self._marks),
        )
        plan = plan_store(self._store.with_words(localizers, tuple(problems)), self._cache)
        if errors(plan.problems):
            raise InputError(plan.problems)
        with self._lock:
            self._marks.places = {**_places(own.catalog, self.shop.folder), **_places(own.storefront, self.shop.folder)}
            self._take(plan)

    def _take(self, plan: Plan) -> None:
        edition, self._renderer = next(one for one in plan.editions if one[0].locale.code == self.locale.code)
        self._site = site_of(edition, plan.assets, self._renderer)
        own = (page for page in plan.pages if page.locale == self.locale.code)
        self._pages = {f"/{page.path.removesuffix('index.html')}": page for page in own}

    def page(self, path: str) -> bytes | None:
        """A page by its address, None where the locale has none there."""
        with self._lock:
            page = self._pages.get(path)
            if page is None or self._site is None or self._renderer is None:
                return None
            around, view = page.make()
            html = self._renderer.render(page.template, self._site, around, view).decode()
            return show(html, self._marks).encode()


def _places(messages: Messages, folder: Path) -> Mapping[Key, str]:
    """File and line of each finished translation, the file that wins first."""
    places: dict[Key, str] = {}
    for path in messages.files:
        for entry in read_po(path.read_bytes(), path.name).entries:
            if all(entry.texts) and not entry.fuzzy and not entry.obsolete:
                places.setdefault(entry.key, f"{shown(path, folder)}:{entry.line}")
    return places


class TranslationServer(PreviewServer):
    """Shows the marked pages, and everything else from the output folder."""

    def __init__(self, address: tuple[str, int], output: Path, translation: Translation) -> None:
        super().__init__(address, output)
        self._translation = translation

    def ahead(self, path: str) -> bytes | None:
        """A marked page, or their style sheet."""
        return CSS if path == STYLE else self._translation.page(path)


@contextmanager
def previewing(shop: Shop, locale: Locale, bind: str, port: int) -> Iterator[TranslationServer]:
    """A server of a locale's marked pages that follows the `.po` files, ended with the block.

    Raises `InputError` where the shop cannot be built.
    """
    cache = shop.folder / ".cache"
    output = cache / "preview"  # what is published stays as it is
    build(shop, output, cache)
    translation = Translation(shop, locale, cache)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # polars takes Ctrl+C for itself
    with (
        TranslationServer((bind, port), output.resolve(), translation) as server,
        running(server, lambda stop: _follow(translation, server, stop)),
    ):
        yield server


def _follow(translation: Translation, server: TranslationServer, stop: threading.Event) -> None:
    folders = [folder for folder in translation.shop.layers("translations") if folder.is_dir()]
    for _ in watch(*folders, debounce=DEBOUNCE, step=10, stop_event=stop, watch_filter=_is_catalog):
        try:
            translation.read()
        except InputError as error:
            server.tell("problem", report(error.problems))
        else:
            server.tell("reload")


def _is_catalog(_: Change, path: str) -> bool:
    return path.endswith(".po")
