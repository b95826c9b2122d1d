"""The folders of `content/` -> bundles, with every mistake in a header as a `Problem`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from storefront.content.keys import Key, known_keys
from storefront.content.parse import DocumentCache, Parsed
from storefront.content.versions import KEY as MARK_KEY
from storefront.content.versions import MARK, source_language
from storefront.model import Bundle, Day, Document, Kind
from storefront.problems import Problem, Severity, shown
from storefront.shop import Shop
from storefront.slugs import slugify

KINDS: tuple[Kind, ...] = ("blog", "guides", "pages", "categories", "authors")
SLUG = re.compile(r"[\w-]+")
LONGEST_SLUG = 200
"""Bytes; file systems take names of 255."""
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}.*)?")
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}
MARKDOWN = {".md", ".markdown", ".mkd", ".mdown"}
"""Endings of files that are meant as texts; read are those in `.md`."""


def load_bundles(shop: Shop, cache: DocumentCache) -> tuple[dict[Kind, dict[str, Bundle]], list[Problem]]:
    """Every bundle of the shop by kind and key, in the order of their keys."""
    problems: list[Problem] = []
    found: dict[Kind, dict[str, Bundle]] = {kind: {} for kind in KINDS}
    kinds = {kind: _folders(shop.content / kind) for kind in sorted(KINDS, key=lambda kind: kind != "authors")}
    paths = (path for folders in kinds.values() for files in folders.values() for path in files)
    cache.prepare(path.read_bytes() for path in paths if path.suffix == ".md")
    for kind, folders in kinds.items():
        root = shop.content / kind
        problems += (_loose_problem(path, shop) for path in folders.pop(root, ()))
        for folder, files in sorted(folders.items()):
            key = folder.relative_to(root).as_posix()
            reader = _Reader(shop, kind, files, cache, found["authors"], problems)
            if (bundle := reader.bundle(key)) is not None:
                found[kind][key] = bundle
    return found, problems


def _folders(root: Path) -> dict[Path, list[Path]]:
    """The texts below a folder by the folder that each lies in; hidden ones belong to editors and file managers."""
    folders: dict[Path, list[Path]] = {}
    for path in sorted(root.rglob("*.*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.suffix.lower() in MARKDOWN and not hidden and path.is_file():
            folders.setdefault(path.parent, []).append(path)
    return folders


def _loose_problem(path: Path, shop: Shop) -> Problem:
    hint = f"move it to {path.parent.name}/{path.stem}/, named after its language: {shop.source_language}.md"
    return Problem(shown(path, shop.folder), message="the file lies outside a bundle and is on no page", hint=hint)


def _close(word: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"did you mean “{close[0]}”?" if close else ""


@dataclass
class _Reader:
    """Reads one bundle; problems go to the list."""

    shop: Shop
    kind: Kind
    files: list[Path]
    cache: DocumentCache
    authors: Mapping[str, Bundle]
    problems: list[Problem]

    @property
    def folder(self) -> Path:
        """The bundle's folder."""
        return self.files[0].parent

    def bundle(self, key: str) -> Bundle | None:
        """The bundle, or None where no file of it can be shown."""
        parsed = {path.stem: one for path in self._files() if (one := self._parse(path)) is not None}
        shared = self._shared(parsed)
        documents = {lang: self._document(lang, one) for lang, one in parsed.items()}
        if not documents:
            return None
        bundle = Bundle(
            kind=self.kind,
            key=key,
            documents=documents,
            date=self._day(shared, "date"),
            modified=self._day(shared, "modified"),
            authors=_list(shared, "authors"),
            category=_text(shared, "category"),
            tags=_list(shared, "tags"),
            image=self._image(shared),
            amounts={
                name.removeprefix("amount_"): value
                for name, (_, _, value) in shared.items()
                if name.startswith("amount_")
            },
            news=_text(shared, "news").lower() in YES,
            stand_in=self._stand_in(parsed),
        )
        self._check(bundle, shared)
        return bundle

    def _stand_in(self, parsed: Mapping[str, Parsed]) -> str:
        """The language that is shown where a locale has no text: that of the source, where the shop says so."""
        policy = getattr(self.shop.settings.fallback, self.kind, "hide")
        if policy == "stop":
            for locale in self.shop.locales:
                if not any(code in parsed for code in locale.fallbacks):
                    path = self.folder / f"{locale.language}.md"
                    hint = f"write it, or change [fallback] {self.kind} in shop.toml"
                    self._problem(path, 0, "", f"there is no such text for {locale.code}", hint)
        marks = ((lang, MARK.fullmatch(one.header.get(MARK_KEY, (0, ""))[1])) for lang, one in parsed.items())
        return source_language({lang: mark[1] if mark else "" for lang, mark in marks}) if policy == "show" else ""

    def _files(self) -> list[Path]:
        """The files of the bundle that a locale reads, those in the source language first."""
        codes = [code for locale in self.shop.locales for code in locale.fallbacks]
        order = [self.shop.source_language, *codes]
        known: list[Path] = []
        unknown: list[Path] = []
        for path in self.files:
            (known if path.stem in order and path.suffix == ".md" else unknown).append(path)
        for path in unknown:
            hint = f"name it after a language of the shop: {', '.join(f'{code}.md' for code in dict.fromkeys(codes))}"
            message = f"no locale of the shop reads “{path.name}”"
            self._problem(path, 0, "", message, hint, Severity.WARNING)
        return sorted(known, key=lambda path: order.index(path.stem))

    def _parse(self, path: Path) -> Parsed | None:
        try:
            parsed = self.cache.parse(path.read_bytes())
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
            self._problem(path, line, "", message, "save the file as UTF-8")
            return None
        except ValueError as error:
            self._problem(path, 0, "", str(error), "write it with fewer lists and quotes inside each other")
            return None
        if not parsed.header:
            self._problem(path, 1, "title", "the file has no header", "start it with a line “Title: …”")
            return None
        self._check_header(path, parsed)
        status = parsed.header.get("status", (0, "published"))[1]
        return None if status == "draft" or "title" not in parsed.header else parsed

    def _check_header(self, path: Path, parsed: Parsed) -> None:
        known = known_keys(self.kind)
        for line in parsed.titles:
            hint = "begin headings of the text with ##"
            self._problem(path, line, "", "the title is the page's one “#” heading", hint, Severity.WARNING)
        if self.kind == "categories" and parsed.underline and parsed.above == parsed.html:
            message = "“---” right below a line makes it a heading"
            self._problem(path, parsed.underline, "", message, "put an empty line between them", Severity.WARNING)
        for line, text in parsed.stray:
            hint = "write “Key: value”, each key once, and an empty line before the text"
            self._problem(path, line, "", f"“{text[:60]}” is no line of a header", hint)
        for name, (line, value) in parsed.header.items():
            if _key(name, known) is None:
                hint = _close(name, known) or f"{self.kind} know {', '.join(known)}"
                self._problem(path, line, name, f"there is no key “{name}”", hint, Severity.WARNING)
            else:
                self._check_value(path, line, name, value)
        line, title = parsed.header.get("title", (1, ""))
        if not title:
            self._problem(path, line, "title", "the title is missing", "add a line “Title: …”")
        elif "slug" in known and "slug" not in parsed.header and not slugify(title, path.stem):
            self._problem(path, line, "title", f"“{title}” gives no address", "add a line “Slug: …”")

    def _check_value(self, path: Path, line: int, name: str, value: str) -> None:
        if name == "slug" and (not SLUG.fullmatch(value) or len(value.encode()) > LONGEST_SLUG):
            hint = f"write “{slugify(value, path.stem)}”" if slugify(value, path.stem) else "write letters and digits"
            self._problem(path, line, name, f"“{value}” is no slug", hint)
        elif name == "status" and value not in {"draft", "published"}:
            self._problem(path, line, name, f"“{value}” is no status", "write draft or published")
        elif name == MARK_KEY and not MARK.fullmatch(value):
            self._problem(path, line, name, f"“{value}” is no version", "let `vitrina translate done` write the line")
        elif name == "news" and value.lower() not in YES | NO:
            self._problem(path, line, name, f"“{value}” is neither yes nor no", "write yes, or remove the line")

    def _shared(self, parsed: Mapping[str, Parsed]) -> dict[str, tuple[Path, int, str]]:
        """What holds for every language: file, line and value of each shared key, taken where it stands first."""
        known = known_keys(self.kind)
        shared: dict[str, tuple[Path, int, str]] = {}
        for lang, one in parsed.items():
            path = self.folder / f"{lang}.md"
            for name, (line, value) in one.header.items():
                key = _key(name, known)
                if key is None or not key.shared:
                    continue
                first = shared.setdefault(name, (path, line, value))
                if first[2] != value:
                    message = f"“{value}” differs from “{first[2]}” in {first[0].name}"
                    self._problem(path, line, name, message, "leave the key out here: it is taken over")
        return shared

    def _document(self, lang: str, parsed: Parsed) -> Document:
        def text(name: str) -> str:
            return parsed.header.get(name, (0, ""))[1]

        return Document(
            source=shown(self.folder / f"{lang}.md", self.shop.folder),
            lang=lang,
            title=text("title"),
            slug=text("slug") or slugify(text("title"), lang),
            standfirst=text("standfirst"),
            description=text("description") or text("standfirst"),
            html=parsed.above if self.kind == "categories" else parsed.html,
            headings=parsed.headings,
            faq=parsed.faq,
            kicker=text("kicker"),
            role=text("role"),
            signature=text("signature"),
            invitation=text("invitation"),
            image_alt=text("image_alt"),
            below=parsed.below if self.kind == "categories" else "",
            references=parsed.references,
            digest=parsed.digest,
        )

    def _day(self, shared: Mapping[str, tuple[Path, int, str]], name: str) -> Day | None:
        if name not in shared:
            return None
        path, line, value = shared[name]
        try:
            if MONTH.fullmatch(value):
                return Day(date.fromisoformat(f"{value}-01"), "month")
            if match := DAY.fullmatch(value):
                return Day(date.fromisoformat(match[1]))
        except ValueError:
            pass  # such as 2018-02-30
        self._problem(path, line, name, f"“{value}” is no date", "write it as in 2018-06-12, or 2018-06")
        return None

    def _image(self, shared: Mapping[str, tuple[Path, int, str]]) -> str:
        if "image" not in shared:
            return ""
        path, line, value = shared["image"]
        if self.shop.is_elsewhere(value):
            return value
        image = (self.folder / value).resolve()
        found = os.path.isfile(image)  # noqa: PTH113 - it takes names of any length
        if not found or not image.is_relative_to(self.shop.content.resolve()):
            hint = "put it into the bundle's folder, or correct the name"
            self._problem(path, line, "image", f"there is no picture “{value}”", hint)
            return ""
        return image.relative_to(self.shop.content.resolve()).as_posix()

    def _check(self, bundle: Bundle, shared: Mapping[str, tuple[Path, int, str]]) -> None:
        if self.kind == "blog" and "date" not in shared:
            source = next(iter(bundle.documents.values())).source
            self.problems.append(Problem(source, 1, "date", "the post has no date", "add a line “Date: 2026-11-23”"))
        first, last = bundle.date, bundle.modified
        # as precise as both are: a post of 2018-06-12 may be modified in 2018-06
        if first and last and last.iso < first.iso[: len(last.iso)]:
            path, line, _ = shared["modified"]
            message = f"modified on {last.iso}, before its date {first.iso}"
            self._problem(path, line, "modified", message, "correct one of the two")
        for name, terms in (("category", (bundle.category,)), ("tags", bundle.tags)):
            for term in terms:
                if term and not slugify(term, self.shop.source_language):
                    path, line, _ = shared[name]
                    self._problem(path, line, name, f"“{term}” gives no address", "write letters or digits")
        for author in bundle.authors:
            if author not in self.authors:
                path, line, _ = shared["authors"]
                hint = _close(author, self.authors) or f"write content/authors/{author}/"
                self._problem(path, line, "authors", f"there is no author “{author}”", hint)

    def _problem(
        self, path: Path, line: int, field: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(Problem(shown(path, self.shop.folder), line, field, message, hint, severity))


def _key(name: str, known: Mapping[str, Key]) -> Key | None:
    return known.get(name) or (known.get("amount_*") if name.startswith("amount_") else None)


def _text(shared: Mapping[str, tuple[Path, int, str]], name: str) -> str:
    return shared[name][2] if name in shared else ""


def _list(shared: Mapping[str, tuple[Path, int, str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _text(shared, name).split(",") if part.strip()))
