"""The folders of `content/` -> bundles, with every mistake in a header as a `Problem`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from storefront.content.keys import Key, known_keys
from storefront.content.parse import DocumentCache, Parsed
from storefront.model import Bundle, Day, Document, Kind
from storefront.problems import Problem, Severity, shown
from storefront.shop import Shop
from storefront.slugs import slugify

KINDS: tuple[Kind, ...] = ("blog", "guides", "pages", "categories", "authors")
SLUG = re.compile(r"^[\w-]+$")
MONTH = re.compile(r"^(\d{4})-(\d\d)$")


def load_bundles(shop: Shop, cache: DocumentCache) -> tuple[dict[Kind, dict[str, Bundle]], list[Problem]]:
    """Every bundle of the shop by kind and key, in the order of their keys."""
    problems: list[Problem] = []
    found: dict[Kind, dict[str, Bundle]] = {kind: {} for kind in KINDS}
    for kind in KINDS:
        root = shop.content / kind
        for folder in sorted({path.parent for path in root.rglob("*.md")}):
            key = folder.relative_to(root).as_posix()
            reader = _Reader(shop, kind, folder, cache, problems)
            if (bundle := reader.bundle(key)) is not None:
                found[kind][key] = bundle
        if (root / ".").is_dir():
            problems += _loose_files(root, shop)
    problems += _unknown_authors(found)
    return found, problems


def _loose_files(root: Path, shop: Shop) -> Iterator[Problem]:
    for path in sorted(root.glob("*.md")):
        hint = f"move it to {root.name}/{path.stem}/, named after its language: {shop.source_language}.md"
        yield Problem(shown(path, shop.folder), message="the file lies outside a bundle and is on no page", hint=hint)


def _unknown_authors(found: Mapping[Kind, Mapping[str, Bundle]]) -> Iterator[Problem]:
    known = found["authors"]
    for bundle in (*found["blog"].values(), *found["guides"].values()):
        source = next(iter(bundle.documents.values())).source
        for author in bundle.authors:
            if author not in known:
                hint = _close(author, known) or f"write content/authors/{author}/"
                yield Problem(source, field="authors", message=f"there is no author “{author}”", hint=hint)


def _close(word: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"did you mean “{close[0]}”?" if close else ""


@dataclass
class _Reader:
    """Reads one bundle; problems go to the list."""

    shop: Shop
    kind: Kind
    folder: Path
    cache: DocumentCache
    problems: list[Problem]

    def bundle(self, key: str) -> Bundle | None:
        """The bundle, or None where no file of it can be shown."""
        if key == ".":
            return None
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
            news=_text(shared, "news").lower() in {"yes", "true", "1"},
        )
        self._check(bundle, dated="date" in shared)
        return bundle

    def _files(self) -> list[Path]:
        """The files of the bundle that a locale reads, those in the source language first."""
        codes = [code for locale in self.shop.locales for code in locale.fallbacks]
        order = [self.shop.source_language, *codes]
        known: list[Path] = []
        unknown: list[Path] = []
        for path in sorted(self.folder.glob("*.md")):
            (known if path.stem in order else unknown).append(path)
        for path in unknown:
            hint = f"name it after a language of the shop: {', '.join(f'{code}.md' for code in dict.fromkeys(codes))}"
            message = f"no locale of the shop reads “{path.name}”"
            self._problem(path, 0, "", message, hint, Severity.WARNING)
        return sorted(known, key=lambda path: order.index(path.stem))

    def _parse(self, path: Path) -> Parsed | None:
        try:
            parsed = self.cache.parse(path.read_bytes())
        except UnicodeDecodeError as error:
            self._problem(path, 0, "", f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
            return None
        if not parsed.header:
            self._problem(path, 1, "title", "the file has no header", "start it with a line “Title: …”")
            return None
        self._check_header(path, parsed)
        status = parsed.header.get("status", (0, "published"))[1]
        return None if status == "draft" or "title" not in parsed.header else parsed

    def _check_header(self, path: Path, parsed: Parsed) -> None:
        known = known_keys(self.kind)
        for line, text in parsed.stray:
            hint = "write “Key: value”, each key once, and an empty line before the text"
            self._problem(path, line, "", f"“{text[:60]}” is no line of a header", hint)
        for name, (line, value) in parsed.header.items():
            if _key(name, known) is None:
                hint = _close(name, known) or f"{self.kind} know {', '.join(known)}"
                self._problem(path, line, name, f"there is no key “{name}”", hint, Severity.WARNING)
            elif name == "slug" and not SLUG.match(value):
                self._problem(path, line, name, f"“{value}” is no slug", f"write “{slugify(value, path.stem)}”")
            elif name == "status" and value not in {"draft", "published"}:
                self._problem(path, line, name, f"“{value}” is no status", "write draft or published")
        if not parsed.header.get("title", (0, ""))[1]:
            line = parsed.header.get("title", (1, ""))[0]
            self._problem(path, line, "title", "the title is missing", "add a line “Title: …”")

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

        above = parsed.html.partition("<hr>")[0] if self.kind == "categories" else parsed.html
        return Document(
            source=shown(self.folder / f"{lang}.md", self.shop.folder),
            lang=lang,
            title=text("title"),
            slug=text("slug") or slugify(text("title"), lang),
            standfirst=text("standfirst"),
            description=text("description") or text("standfirst"),
            html=above.strip(),
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
            if match := MONTH.match(value):
                return Day(date(int(match[1]), int(match[2]), 1), "month")
            return Day(date.fromisoformat(value[:10]))
        except ValueError:
            self._problem(path, line, name, f"“{value}” is no date", "write it as in 2018-06-12, or 2018-06")
            return None

    def _image(self, shared: Mapping[str, tuple[Path, int, str]]) -> str:
        if "image" not in shared:
            return ""
        path, line, value = shared["image"]
        image = (self.folder / value).resolve()
        if not image.is_relative_to(self.shop.content.resolve()) or not image.is_file():
            hint = "put it into the bundle's folder, or correct the name"
            self._problem(path, line, "image", f"there is no picture “{value}”", hint)
            return ""
        return image.relative_to(self.shop.content.resolve()).as_posix()

    def _check(self, bundle: Bundle, *, dated: bool) -> None:
        source = next(iter(bundle.documents.values())).source
        if self.kind == "blog" and not dated:
            self.problems.append(Problem(source, 1, "date", "the post has no date", "add a line “Date: 2026-11-23”"))
        if bundle.date and bundle.modified and bundle.modified.date < bundle.date.date:
            message = f"modified on {bundle.modified.iso}, before its date {bundle.date.iso}"
            self.problems.append(Problem(source, 0, "modified", message, "correct one of the two"))

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
