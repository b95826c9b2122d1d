"""The bytes of an export -> its text, whatever it was saved as; what the bytes do not say is a `Problem`."""

import re

from storefront.problems import Problem, Severity

CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
"""Characters that no text means and XML forbids; pasting from word processors leaves some behind."""

SPACED = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))
"""Bytes as they are read: a space in place of each of `CONTROLS`."""

LOST = "\ufffd"
"""What stands in a text in place of bytes that nobody can read."""

_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ONLY_WINDOWS = re.compile(rb"[\x80-\x9f]")
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that Windows-1252 gives no character."""
_WORD = re.compile(r"\w*[^\x00-\x7f]+\w*")
_SAMPLE = 4096


def decode(data: bytes, source: str) -> tuple[str | None, list[Problem]]:
    """The text with the line ends of Unix, None where it cannot be read.

    Tries UTF-16 by its mark or its zeros, then UTF-8, then Windows-1252, which holds Latin-1 but for controls; that
    the last was meant cannot be proven, so it is a notice that shows a word. Bytes that do not fit into UTF-8, of
    which the rest consists, become `LOST`.
    """
    if wide := is_wide(data):
        text = data.decode(wide, "replace").removeprefix("\ufeff")
        return _lines(text.encode("utf-8", "replace").translate(SPACED).decode()), []
    narrow = unix(data.translate(SPACED))
    try:
        return narrow.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return _legacy(narrow, source, error.start)


def unix(data: bytes) -> bytes:
    """Bytes with the line ends of Unix."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def is_wide(data: bytes) -> str:
    """The UTF-16 that the bytes are in, by the byte order mark or because every other byte is zero; empty if none."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > half * 0.8 and sample[::2].count(0) < half * 0.2:
        return "utf-16-le"
    if half and sample[::2].count(0) > half * 0.8 and sample[1::2].count(0) < half * 0.2:
        return "utf-16-be"
    return ""


def _legacy(data: bytes, source: str, place: int) -> tuple[str | None, list[Problem]]:
    line = data[:place].count(b"\n") + 1
    save = "save the export as UTF-8 (in a spreadsheet: “CSV UTF-8”)"
    text = data.decode("utf-8-sig", "replace")
    lost = text.count(LOST)
    if sum(text.count(letter) for letter in set(text) if letter > "\x7f") > 2 * lost:
        message = f"byte 0x{data[place]:02X} is not UTF-8, as the rest of the file is"
        problem = Problem(source, line, message=message, hint=save, severity=Severity.NOTICE)
        return _lines(text), [problem]
    if strange := _NOT_WINDOWS.search(data):
        message = f"byte 0x{strange[0][0]:02X} is neither UTF-8 nor Windows-1252"
        return None, [Problem(source, data[: strange.start()].count(b"\n") + 1, message=message, hint=save)]
    text = data.decode("cp1252")
    name = "Windows-1252" if _ONLY_WINDOWS.search(data) else "Latin-1"
    word = _WORD.search(text)
    message = f"the file is not UTF-8 and was read as {name}: “{word[0] if word else ''}”"
    hint = f"if that is not what it says, {save}"
    return _lines(text), [Problem(source, line, message=message, hint=hint, severity=Severity.NOTICE)]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
