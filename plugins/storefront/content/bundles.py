"""The folders of `content/` -> bundles, with every mistake in a header as a `Problem`."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path

from storefront.content.folders import MARKDOWN, Folder, text_folders
from storefront.content.keys import Key, known_keys
from storefront.content.made import BundleMemory
from storefront.content.memory import DocumentCache
from storefront.content.parsed import Parsed
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
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:.*))?")
TIME = re.compile(
    r"([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?) ?(?:Z|UTC|GMT|[+-]([0-9]{2}):?([0-9]{2})?)?", re.IGNORECASE
)
"""A time of day and its zone, as other generators write them behind a day."""
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}


def load_bundles(shop: Shop, cache: DocumentCache) -> tuple[dict[Kind, dict[str, Bundle]], list[Problem]]:
    """Every bundle of the shop by kind and key, in the order of their keys."""
    problems: list[Problem] = []
    found: dict[Kind, dict[str, Bundle]] = {kind: {} for kind in KINDS}
    kinds = {kind: text_folders(shop.content / kind) for kind in sorted(KINDS, key=lambda kind: kind != "authors")}
    cache.prepare([path for folders in kinds.values() for folder in folders for path in folder.texts])
    memory: BundleMemory | None = None
    for kind, folders in kinds.items():
        place = shown(shop.content / kind, shop.folder)
        if kind != "authors" and memory is None:
            memory = BundleMemory(cache, list(found["authors"]))
        for folder in folders:
            reader = _Reader(shop, kind, folder, "/".join([place, *folder.parts]), cache, found["authors"], problems)
            if not folder.parts:
                problems += map(reader.loose_problem, folder.names)
            elif (bundle := reader.remembered(memory)) is not None:
                found[kind][bundle.key] = bundle
    if memory:
        memory.save()
    return found, [*problems, *_unread_folders(shop)]


def _unread_folders(shop: Shop) -> Iterator[Problem]:
    """A warning for each folder of `content/` with texts in it whose name is nearly that of a kind."""
    known = {*KINDS, *(pattern.partition("/")[0] for pattern in shop.settings.catalog.exports), "images"}
    for path in sorted(shop.content.glob("*/")):
        hint = _close(path.name.lower(), dict.fromkeys(KINDS))
        if hint and path.name not in known and text_folders(path):
            source, message = shown(path, shop.folder), "the texts in this folder are on no page"
            yield Problem(source, message=message, hint=hint, severity=Severity.WARNING)


def _close(word: str, known: Mapping[str, object]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"did you mean “{close[0]}”?" if close else ""


@dataclass
class _Reader:
    """Reads one bundle; problems go to the list."""

    shop: Shop
    kind: Kind
    folder: Folder
    place: str
    """The folder as reports print it."""
    cache: DocumentCache
    authors: Mapping[str, Bundle]
    problems: list[Problem]
    image: str = ""
    """The bundle's picture, as a header names it, once that was read."""

    def loose_problem(self, file: str) -> Problem:
        """What is wrong with a text that lies beside the bundles."""
        hint = f"move it to {self.kind}/{_stem(file)}/, named after its language: {self.shop.source_language}.md"
        message = "the file lies outside a bundle and is on no page"
        return Problem(f"{self.place}/{file}", message=message, hint=hint)

    def remembered(self, memory: BundleMemory | None) -> Bundle | None:
        """The bundle, that of the last build where it would be the same, or None where no file of it can be shown."""
        if memory and (known := memory.find(self.folder)):
            bundle, image = known
            if bundle.image == self._picture(image):
                return bundle
        before = len(self.problems)
        made = self._bundle("/".join(self.folder.parts))
        if memory and made and len(self.problems) == before:
            memory.keep(self.folder, self.image, made)
        return made

    def _bundle(self, key: str) -> Bundle | None:
        texts = {_stem(file): one for file in self._files() if (one := self._parse(file)) is not None}
        parsed = {lang: one for lang, one in texts.items() if not _is_draft(one)}
        drafts = {lang: one for lang, one in texts.items() if lang not in parsed}
        # what holds for every language holds too where the one that it is written in is not shown yet
        shared = (self._shared(drafts) if parsed else {}) | self._shared(parsed)
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
                    file = f"{locale.language}.md"
                    hint = f"write it, or change [fallback] {self.kind} in shop.toml"
                    self._problem(file, 0, "", f"there is no such text for {locale.code}", hint)
        marks = ((lang, MARK.fullmatch(one.header.get(MARK_KEY, (0, ""))[1])) for lang, one in parsed.items())
        return source_language({lang: mark[1] if mark else "" for lang, mark in marks}) if policy == "show" else ""

    def _files(self) -> list[str]:
        """The texts of the bundle that a locale reads, those in the source language first."""
        codes = [code for locale in self.shop.locales for code in locale.fallbacks]
        order = list(dict.fromkeys(f"{code}.md" for code in (self.shop.source_language, *codes)))
        for file in self.folder.names:
            if file not in order:
                names = ", ".join(dict.fromkeys(f"{code}.md" for code in codes))
                other = "" if file.lower().endswith(MARKDOWN) else "save it as Markdown, and "
                hint = f"{other}name it after a language of the shop: {names}"
                message = f"no locale of the shop reads “{file}”"
                self._problem(file, 0, "", message, hint, Severity.WARNING)
        return [file for file in order if file in self.folder.names]

    def _parse(self, file: str) -> Parsed | None:
        try:
            parsed = self.cache.parse(f"{self.folder.path}{os.sep}{file}")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            message = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
            self._problem(file, line, "", message, "save the file as UTF-8")
            return None
        except ValueError as error:
            self._problem(file, 0, "", str(error), "write it with fewer lists and quotes inside each other")
            return None
        if not parsed.header:
            self._problem(file, 1, "title", "the file has no header", "start it with a line “Title: …”")
            return None
        self._check_header(file, parsed)
        return parsed if "title" in parsed.header else None

    def _check_header(self, file: str, parsed: Parsed) -> None:
        known = known_keys(self.kind)
        for line in parsed.titles:
            hint = "begin headings of the text with ##"
            self._problem(file, line, "", "the title is the page's one “#” heading", hint, Severity.WARNING)
        if self.kind == "categories" and parsed.underline and parsed.above == parsed.html:
            message = "“---” right below a line makes it a heading"
            self._problem(file, parsed.underline, "", message, "put an empty line between them", Severity.WARNING)
        for question in (one.question for one in parsed.faq if not one.answer):
            hint = "write it below the question, or take the question out"
            self._problem(file, 0, "", f"the question “{question}” has no answer", hint, Severity.WARNING)
        for line, text in parsed.stray:
            hint = "write “Key: value”, each key once, and an empty line before the text"
            self._problem(file, line, "", f"“{text[:60]}” is no line of a header", hint)
        for name, (line, value) in parsed.header.items():
            if _key(name, known) is None:
                hint = _close(name, known) or f"{self.kind} know {', '.join(known)}"
                self._problem(file, line, name, f"there is no key “{name}”", hint, Severity.WARNING)
            else:
                self._check_value(file, line, name, value)
        line, title = parsed.header.get("title", (1, ""))
        if not title:
            self._problem(file, line, "title", "the title is missing", "add a line “Title: …”")
        elif "slug" in known and "slug" not in parsed.header and not slugify(title, _stem(file)):
            self._problem(file, line, "title", f"“{title}” gives no address", "add a line “Slug: …”")

    def _check_value(self, file: str, line: int, name: str, value: str) -> None:
        if name == "slug" and (not SLUG.fullmatch(value) or len(value.encode()) > LONGEST_SLUG):
            slug = slugify(value, _stem(file))
            hint = f"write “{slug}”" if slug else "write letters and digits"
            self._problem(file, line, name, f"“{value}” is no slug", hint)
        elif name == "status" and value not in {"draft", "published"}:
            self._problem(file, line, name, f"“{value}” is no status", "write draft or published")
        elif name == MARK_KEY and not MARK.fullmatch(value):
            self._problem(file, line, name, f"“{value}” is no version", "let `vitrina translate done` write the line")
        elif name == "news" and value.lower() not in YES | NO:
            self._problem(file, line, name, f"“{value}” is neither yes nor no", "write yes, or remove the line")

    def _shared(self, parsed: Mapping[str, Parsed]) -> dict[str, tuple[str, int, str]]:
        """What holds for every language: file, line and value of each shared key, taken where it stands first."""
        known = known_keys(self.kind)
        shared: dict[str, tuple[str, int, str]] = {}
        for lang, one in parsed.items():
            file = f"{lang}.md"
            for name, (line, value) in one.header.items():
                key = _key(name, known)
                if key is None or not key.shared:
                    continue
                first = shared.setdefault(name, (file, line, value))
                if first[2] != value:
                    message = f"“{value}” differs from “{first[2]}” in {first[0]}"
                    self._problem(file, line, name, message, "leave the key out here: it is taken over")
        return shared

    def _document(self, lang: str, parsed: Parsed) -> Document:
        text = defaultdict(str, ((name, value) for name, (_, value) in parsed.header.items()))
        return Document(
            source=f"{self.place}/{lang}.md",
            lang=lang,
            title=text["title"],
            slug=text["slug"] or (slugify(text["title"], lang) if "slug" in known_keys(self.kind) else ""),
            standfirst=text["standfirst"],
            description=text["description"] or text["standfirst"],
            html=parsed.above if self.kind == "categories" else parsed.html,
            headings=parsed.headings,
            faq=parsed.faq,
            kicker=text["kicker"],
            role=text["role"],
            signature=text["signature"],
            invitation=text["invitation"],
            image_alt=text["image_alt"],
            below=parsed.below if self.kind == "categories" else "",
            references=parsed.references,
            digest=parsed.digest,
        )

    def _day(self, shared: Mapping[str, tuple[str, int, str]], name: str) -> Day | None:
        if name not in shared:
            return None
        file, line, value = shared[name]
        try:
            if MONTH.fullmatch(value):
                return Day(date.fromisoformat(f"{value}-01"), "month")
            if match := DAY.fullmatch(value):
                day = Day(date.fromisoformat(match[1]))
                if match[2] and not _is_time(match[2]):
                    hint = "write it as in 10:30 or 10:30:00+02:00, or leave it out: only the day is shown"
                    self._problem(file, line, name, f"“{match[2]}” is no time", hint)
                return day
        except ValueError:
            pass  # such as 2018-02-30
        self._problem(file, line, name, f"“{value}” is no date", "write it as in 2018-06-12, or 2018-06")
        return None

    def _image(self, shared: Mapping[str, tuple[str, int, str]]) -> str:
        if "image" not in shared:
            return ""
        file, line, self.image = shared["image"]
        found = self._picture(self.image)
        if not found:
            hint = "put it into the bundle's folder, or correct the name"
            self._problem(file, line, "image", f"there is no picture “{self.image}”", hint)
        return found

    def _picture(self, name: str) -> str:
        """A picture that a header names, as `Bundle.image` has it, empty where there is none."""
        if not name or self.shop.is_elsewhere(name):
            return name
        image, content = Path(self.folder.path, name).resolve(), self.shop.content.resolve()
        found = os.path.isfile(image)  # noqa: PTH113 - it takes names of any length
        return image.relative_to(content).as_posix() if found and image.is_relative_to(content) else ""

    def _check(self, bundle: Bundle, shared: Mapping[str, tuple[str, int, str]]) -> None:
        self._check_days(bundle, shared)
        for document in bundle.documents.values() if bundle.image else ():
            if not document.image_alt:
                message, hint = "the picture has no text for those who do not see it", "add a line “Image_alt: …”"
                self.problems.append(Problem(document.source, 0, "image_alt", message, hint, Severity.NOTICE))
        for name, terms in (("category", (bundle.category,)), ("tags", bundle.tags)):
            for term in terms:
                if term and not slugify(term, self.shop.source_language):
                    file, line, _ = shared[name]
                    self._problem(file, line, name, f"“{term}” gives no address", "write letters or digits")
        for author in bundle.authors:
            if author not in self.authors:
                file, line, _ = shared["authors"]
                hint = _close(author, self.authors) or f"write content/authors/{author}/"
                self._problem(file, line, "authors", f"there is no author “{author}”", hint)

    def _check_days(self, bundle: Bundle, shared: Mapping[str, tuple[str, int, str]]) -> None:
        if self.kind == "blog" and "date" not in shared:
            source = next(iter(bundle.documents.values())).source
            self.problems.append(Problem(source, 1, "date", "the post has no date", "add a line “Date: 2026-11-23”"))
        first, last = bundle.date, bundle.modified
        if self.kind == "blog" and first and first.date > self.shop.today:
            file, line, value = shared["date"]
            message, hint = f"“{value}” is yet to come, and the post is shown at once", "to hold it back: Status: draft"
            self._problem(file, line, "date", message, hint, Severity.NOTICE)
        # as precise as both are: a post of 2018-06-12 may be modified in 2018-06
        if first and last and last.iso < first.iso[: len(last.iso)]:
            file, line, _ = shared["modified"]
            message = f"modified on {last.iso}, before its date {first.iso}"
            self._problem(file, line, "modified", message, "correct one of the two")

    def _problem(
        self, file: str, line: int, field: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(Problem(f"{self.place}/{file}", line, field, message, hint, severity))


def _is_draft(parsed: Parsed) -> bool:
    return parsed.header.get("status", (0, ""))[1] == "draft"


def _is_time(text: str) -> bool:
    found = TIME.fullmatch(text)
    if found is None:
        return False
    try:
        for one in (found[1].partition(".")[0], f"{found[2] or '00'}:{found[3] or '00'}"):
            time.fromisoformat(one)
    except ValueError:
        return False  # such as 25:61
    return True


def _stem(file: str) -> str:
    """The language that a file is named after."""
    return file.rpartition(".")[0]


def _key(name: str, known: Mapping[str, Key]) -> Key | None:
    return known.get(name) or (known.get("amount_*") if name.startswith("amount_") else None)


def _text(shared: Mapping[str, tuple[str, int, str]], name: str) -> str:
    return shared[name][2] if name in shared else ""


def _list(shared: Mapping[str, tuple[str, int, str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _text(shared, name).split(",") if part.strip()))
