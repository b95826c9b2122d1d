"""Messages -> the text of `.pot` and `.po` files, with as few lines changed as can be.

A file's order is that of its messages, and nothing in it tells when or where in a source. What a translator or a
translator's program has written stays as it is, to the line: only what the developers say about a message changes.
"""

from collections.abc import Iterable, Iterator, Sequence

from babel import Locale
from babel.messages.pofile import normalize

from scripts.translate.messages import Message, Messages
from storefront.locales.plurals import PluralRule, rule_of_cldr, rule_of_header
from storefront.locales.po import Entry, PoText
from storefront.locales.pofile import plural_forms

HEADS = {
    "storefront": "Words of the pages.",
    "catalog": "Names of the export and of shop.toml.",
    "urls": "Words of addresses.",
}
FLAG = "python-format"
"""The flag of messages with values, by which translators' programs check them."""


def template(domain: str, messages: Messages) -> bytes:
    """A `.pot` file."""
    return _joined([_header(domain), *_sorted_blocks(messages, {}, 2)])


def translation(domain: str, messages: Messages, locale: Locale) -> bytes:
    """A `.po` file of a locale in which nothing is translated yet."""
    forms = rule_of_cldr(locale).forms
    return _joined([_header(domain, locale), *_sorted_blocks(messages, {}, forms)])


def merged(text: PoText, domain: str, messages: Messages, locale: Locale) -> bytes:
    """A `.po` file with the messages that are wanted now.

    Those that are new are empty, those that are gone stand at its end as obsolete ones where they have a translation,
    and those that come back have theirs again.
    """
    live = {entry.key: entry for entry in text.entries if not entry.obsolete}
    retired = {entry.key: entry for entry in text.entries if entry.obsolete}
    kept = {
        key: found for key, message in messages.items() if (found := _usable(message, live.get(key), retired.get(key)))
    }
    header = live.pop((None, ""), None)
    first = "\n".join(_own_lines(text, header)) if header else _header(domain, locale)
    old = {entry.key: block for key, entry in kept.items() for block in [_taken_over(text, entry, messages[key])]}
    used = {id(entry) for entry in kept.values()}
    gone = [entry for entry in (*live.values(), *retired.values()) if id(entry) not in used and any(entry.texts)]
    gone.sort(key=lambda entry: (entry.context or "", entry.singular))
    obsolete = ["\n".join(_retired_lines(text, entry)) for entry in gone]
    return _joined([first, *_sorted_blocks(messages, old, _rule(text, locale).forms), *obsolete])


def _usable(message: Message, *entries: Entry | None) -> Entry | None:
    """The first entry that translates a message; one that counts does not translate one that does not."""
    return next((one for one in entries if one and (one.plural is None) == (message.plural is None)), None)


def _rule(text: PoText, locale: Locale) -> PluralRule:
    try:
        return rule_of_header(text.header["plural-forms"])
    except (KeyError, ValueError):
        return rule_of_cldr(locale)


def _sorted_blocks(messages: Messages, old: dict[tuple[str | None, str], str], forms: int) -> Iterator[str]:
    for message in sorted(messages.values(), key=lambda one: one.sort_key):
        yield old.get(message.key) or _block(message, forms)


def _block(message: Message, forms: int) -> str:
    """A message without a translation."""
    lines = [*_about(message, ())]
    lines += [f"msgctxt {_quoted(message.context)}"] if message.context is not None else []
    lines.append(f"msgid {_quoted(message.singular)}")
    if message.plural is None:
        lines.append('msgstr ""')
    else:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f'msgstr[{number}] ""' for number in range(forms)]
    return "\n".join(lines)


def _about(message: Message, flags: Iterable[str]) -> Iterator[str]:
    """What developers say of a message."""
    yield from (f"#. {line}" for note in message.notes for line in note.splitlines())
    yield from (f"#: {place}" for place in message.places)
    own = [FLAG] if "%(" in message.singular else []
    if marks := [*(flag for flag in sorted(flags) if flag and flag not in own), *own]:
        yield f"#, {', '.join(marks)}"


def _taken_over(text: PoText, entry: Entry, message: Message) -> str:
    """An entry as its file has it, with what developers say of it now."""
    own = list(_own_lines(text, entry))
    remarks = [line for line in own if line.startswith("#") and not line.startswith(("#.", "#:", "#,", "#|"))]
    before = [line for line in own if line.startswith("#|")] if entry.fuzzy else []
    words = [line for line in own if line and not line.startswith("#")]
    if entry.plural != message.plural:
        words = list(_with_plural(words, message.plural or ""))
    return "\n".join([*remarks, *_about(message, entry.flags), *before, *words])


def _with_plural(words: Sequence[str], plural: str) -> Iterator[str]:
    """The lines of a message whose plural has changed in the source."""
    inside = False
    for line in words:
        if line.startswith("msgid_plural"):
            yield f"msgid_plural {_quoted(plural)}"
        inside = line.startswith("msgid_plural") or (inside and line.startswith('"'))
        if not inside:
            yield line


def _own_lines(text: PoText, entry: Entry) -> Iterator[str]:
    """The lines of an entry with its comments, none of them empty, those of an obsolete one as if it were not."""
    for line in text.lines[entry.start - 1 : entry.end]:
        if bare := line.strip():
            old = bare.startswith("#~")
            yield ("#" + bare[2:] if bare.startswith("#~|") else bare[2:].strip()) if old else bare


def _retired_lines(text: PoText, entry: Entry) -> Iterator[str]:
    """The lines of an entry that is no longer wanted: translators' remarks, flags and the message, commented out."""
    for line in _own_lines(text, entry):
        if not line.startswith(("#.", "#:")):
            yield (
                line
                if line.startswith(("# ", "#,")) or line == "#"
                else f"#~{line[1:]}"
                if line[0] == "#"
                else f"#~ {line}"
            )


def _header(domain: str, locale: Locale | None = None) -> str:
    lines = [f"# {HEADS[domain]}", 'msgid ""', 'msgstr ""']
    if locale is not None:
        lines += [rf'"Language: {locale}\n"', rf'"Plural-Forms: {plural_forms(locale)}\n"']
    lines.append(r'"MIME-Version: 1.0\n"')
    lines.append(r'"Content-Type: text/plain; charset=utf-8\n"')
    lines.append(r'"Content-Transfer-Encoding: 8bit\n"')
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return normalize(text, width=0)


def _joined(blocks: Iterable[str]) -> bytes:
    return ("\n\n".join(blocks) + "\n").encode()
