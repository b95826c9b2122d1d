"""Checks that everything a text names is there: pages, files, figures."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from storefront.content.folders import file_named
from storefront.model import Bundle, Document, Reference
from storefront.problems import Problem, Severity
from storefront.prose import FOLDERS, KINDS
from storefront.store import Store
from storefront.urls import Graph, page_of
from storefront.views import OF_PAGES

FORMS = {"", "exact", "short"}
_ID = re.compile(r"\bid=[\"']([^\"']+)")


def reference_problems(store: Store, graph: Graph) -> Iterator[Problem]:
    """Every link and figure of every text that leads nowhere, with its line."""
    addresses = {url for entry in graph.entries.values() for url in entry.urls.values()} | {"/"}
    for bundles in store.bundles.values():
        for bundle in bundles.values():
            for document in bundle.documents.values():
                yield from _document_problems(store, graph, addresses, bundle, document)
    yield from _texts_of_nothing(store)


def _texts_of_nothing(store: Store) -> Iterator[Problem]:
    """Category texts whose category has no product, or another name."""
    known = store.categories
    for key, bundle in store.bundles["categories"].items():
        if key not in known:
            close = get_close_matches(key, list(known), n=1)
            hint = f"did you mean content/categories/{close[0]}/?" if close else "rename or remove the folder"
            message = f"the export has no category “{key}”: nobody sees this text"
            source = next(iter(bundle.documents.values())).source
            yield Problem(source, message=message, hint=hint, severity=Severity.WARNING)


def _document_problems(
    store: Store, graph: Graph, addresses: set[str], bundle: Bundle, document: Document
) -> Iterator[Problem]:
    folder = (store.shop.folder / document.source).parent
    for reference in document.references:
        if found := _lost(store, graph, bundle, reference):
            yield Problem(document.source, reference.line, message=found[0], hint=found[1], severity=Severity.NOTICE)
        if wrong := _mistake(store, graph, addresses, bundle, folder, reference):
            yield Problem(document.source, reference.line, message=wrong[0], hint=wrong[1])


def _mistake(
    store: Store, graph: Graph, addresses: set[str], bundle: Bundle, folder: Path, reference: Reference
) -> tuple[str, str] | None:
    """What is wrong with a reference, and what to do."""
    if reference.kind in {"wordless", "here"}:
        return None
    if reference.kind == "amount":
        return _amount_problem(store, bundle, reference)
    if reference.kind in KINDS:
        return _page_problem(graph, KINDS[reference.kind], reference)
    if reference.kind == "filename":
        return _source_problem(store, graph, folder, reference)
    if reference.kind == "empty" or reference.kind.startswith("{"):
        return _form_problem(reference)
    return _file_problem(store, folder, reference) if reference.kind else _address_problem(addresses, reference)


def _amount_problem(store: Store, bundle: Bundle, reference: Reference) -> tuple[str, str] | None:
    if (tight := "".join(reference.target.split())) != reference.target:
        return f"“{{amount:{reference.target}}}” has spaces in it", f"write {{amount:{tight}}}"
    name, _, form = reference.target.replace("|", ":").partition(":")
    if name not in bundle.amounts:
        known = ", ".join(bundle.amounts)
        hint = f"this bundle has {known}" if known else f"add a line “amount_{name}: 41000000 EUR” to the header"
        return f"there is no figure “{name}”", hint
    if form not in FORMS:
        return f"“{form}” is no form of a figure", "write exact or short, or leave it out"
    try:
        next(iter(store.localizers.values())).formats.amount(bundle.amounts[name])
    except ValueError as error:
        return str(error), f"correct “amount_{name}” in the header"
    return None


def _form_problem(reference: Reference) -> tuple[str, str]:
    """What is wrong with a link that names nothing, or something of a kind that there is not."""
    if reference.kind != "empty":
        kinds = ", ".join(f"{{{kind}}}" for kind in (*KINDS, "filename", "static"))
        return f"{reference.kind} is no kind of link", f"write one of {kinds}"
    if reference.target.startswith("!"):
        return f"“{reference.target}” shows nothing", "write the picture's file in the round brackets, or remove it"
    return f"“{reference.target}” leads nowhere", "write where it leads in the round brackets, or remove them"


def _page_problem(graph: Graph, kind: str, reference: Reference) -> tuple[str, str] | None:
    if page_of(kind, reference.target) in graph.entries:
        return None
    known = [key for one, key in graph.entries if one == kind]
    close = get_close_matches(reference.target, known, n=1)
    hint = f"did you mean {{{reference.kind}}}{close[0]}?" if close else "correct the key, or remove the link"
    return f"there is no {kind} “{reference.target}”", hint


def _lost(store: Store, graph: Graph, bundle: Bundle, reference: Reference) -> tuple[str, str] | None:
    """A link that leads to less than it names, or a picture that says nothing to those who do not see it."""
    if reference.kind == "wordless":
        hint = f"write what it shows: ![…]({reference.target}); for mere decoration leave it so"
        return f"the picture “{reference.target}” has no text for those who do not see it", hint
    if reference.kind == "here":
        hint = _hint_to_place(bundle, reference.target)
        return (f"the link leads to no heading of this text: “{reference.target}”", hint) if hint else None
    if reference.kind not in KINDS:
        return None
    kind = KINDS[reference.kind]
    return _ended_problem(graph, kind, reference) or _place_problem(store, reference)


def _ended_problem(graph: Graph, kind: str, reference: Reference) -> tuple[str, str] | None:
    """A link to what is sold nowhere any more; it leads to the nearest page above."""
    entry = graph.entries.get(page_of(kind, reference.target))
    if entry is None or entry.urls:
        return None
    return f"the {kind} “{reference.target}” is no longer there: the link leads to the page above", "link to another"


def _place_problem(store: Store, reference: Reference) -> tuple[str, str] | None:
    """A link to a heading that a text has in no language; it leads to the top of the page."""
    known = (
        bundles[reference.target]
        for folder, bundles in store.bundles.items()
        if folder != "categories" and FOLDERS[folder] == reference.kind and reference.target in bundles
    )
    bundle = next(known, None)
    hint = bundle and reference.place and _hint_to_place(bundle, reference.place)
    return (f"the {reference.kind} “{reference.target}” has no heading “{reference.place}”", hint) if hint else None


def _hint_to_place(bundle: Bundle, place: str) -> str:
    """What to do about a heading that a text has in no language, empty where it has it in one."""
    ids = {found for one in bundle.documents.values() for found in _ID.findall(one.html + one.below)}
    if place in ids | OF_PAGES | {"top"}:
        return ""
    close = get_close_matches(place, sorted(ids), n=1)
    return f"did you mean #{close[0]}?" if close else f"correct it, or write {{#{place}}} behind the heading"


def _source_problem(store: Store, graph: Graph, folder: Path, reference: Reference) -> tuple[str, str] | None:
    path = _path(store, folder, reference)
    content = store.shop.content.resolve()
    if not _is_file(path) or not path.is_relative_to(content):
        return f"there is no file “{reference.target}”", "write the path from this file, or from content/ with a slash"
    kind, _, key = path.relative_to(content).parent.as_posix().partition("/")
    if path.suffix != ".md" or kind not in FOLDERS:
        return f"“{reference.target}” has no page", "use {static} for a file to download"
    if page_of(FOLDERS[kind], key) not in graph.entries:
        return f"“{reference.target}” has no page", "link to a text that is published"
    return None


def _file_problem(store: Store, folder: Path, reference: Reference) -> tuple[str, str] | None:
    if reference.kind == "image" and store.shop.is_elsewhere(reference.target):
        return None
    path = _path(store, folder, reference)
    within = path.is_relative_to(store.shop.content.resolve())
    if within and _is_file(path):
        return None
    hint = "put it beside this text, or write its path from content/ with a slash"
    if within and (close := _close_file(path)):
        hint = f"did you mean {reference.target.removesuffix(path.name)}{close}?"
    return f"there is no file “{reference.target}”", hint


def _close_file(path: Path) -> str:
    """The file of the same folder whose name is nearly that of the path, empty where there is none."""
    names = {one.name.lower(): one.name for one in path.parent.glob("*") if _is_file(one)}
    close = get_close_matches(path.name.lower(), sorted(names), n=1, cutoff=0.9)
    return names[close[0]] if close else ""


def _path(store: Store, folder: Path, reference: Reference) -> Path:
    base = store.shop.content if reference.target.startswith("/") else folder
    return file_named(base, reference.target.lstrip("/")).resolve()


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - it takes names of any length


def _address_problem(addresses: set[str], reference: Reference) -> tuple[str, str] | None:
    target = reference.target.partition("?")[0]
    if target in addresses:
        return None
    if not target.startswith("/"):
        for mark, scheme in (("www.", "https://"), ("@", "mailto:")):
            if mark in target:
                return f"“{target}” leads nowhere", f"write {scheme}{target}"
        return f"“{target}” leads nowhere", "write {filename} before the path of a text, {static} before that of a file"
    if f"{target}/" in addresses:
        return f"there is no page at {target}", f"write {target}/"
    return f"there is no page at {target}", "link with {product}, {category}, {post}, {guide} or {page} and its key"
