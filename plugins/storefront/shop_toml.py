"""The text of `shop.toml` -> its tables, every mistake in it a `Problem` with its line."""

import re
import tomllib
from dataclasses import fields
from difflib import get_close_matches

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from storefront.problems import InputError, Problem
from storefront.settings import TABLES, ShopTable
from storefront.toml_lines import line_of

MISTAKES = {
    "string_type": ("is not a text", "put it in quotes"),
    "tuple_type": ("is not a list", "put it in brackets, each of its texts in quotes"),
    "dict_type": ("is not a table", "write its settings in lines of their own below its name in brackets"),
    "dataclass_type": ("is not a table", "write its settings in lines of their own below its name in brackets"),
    "url_parsing": ("is not a web address", "write it as in https://www.shop.example"),
    "url_scheme": ("is not a web address", "write it as in https://www.shop.example"),
    "too_short": ("has nothing in it", "add one at least"),
}
"""Pydantic's names of mistakes, what we say and what to do."""
SHOWN = 60
"""Characters of a line that are shown."""
SYNTAX = {
    "Invalid value": ("has no value that TOML knows", "put texts in quotes, and true, false and numbers in none"),
    r"Unterminated string|Expected \"'\"|(Illegal|Found invalid) character '\\n'": (
        "has a text that does not end",
        "close it with the quotation mark that it begins with",
    ),
    "Cannot |Duplicate ": ("says again what stands above", "keep one of the two"),
    "Unclosed array": ("has a list that does not end", "separate its values with commas and close it with ]"),
    "Unclosed inline table": ("has a table that does not end", "write it in one line and close it with }"),
    "Expected '='": ("has no “=” after the name of a setting", 'write it as in name = "Shop"'),
    "Expected ']": ("has the name of a table that does not end", "write it in brackets, as in [catalog]"),
    "Invalid (statement|initial character)": (
        "is neither a setting nor the name of a table",
        'write name = "Shop", or [catalog]',
    ),
    "Unescaped": ("has a backslash in a text", "double it, or put the text in single quotation marks"),
    "Expected newline": ("goes on behind a value", "give each setting a line of its own, and put texts in quotes"),
}
"""How `tomllib` names mistakes of form, what we say and what to do."""


def read_tables(text: str) -> ShopTable:
    """What a `shop.toml` says. Raises `InputError` with every mistake in it, those between several settings apart."""
    try:
        return TypeAdapter(ShopTable).validate_python(_parsed(text))
    except ValidationError as error:
        raise InputError(_problem(item, text) for item in error.errors()) from None


def _parsed(text: str) -> dict[str, object]:
    """The tables of a TOML file. Raises `InputError` where it has another form."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([_syntax_problem(error, text)]) from None
    except RecursionError:
        message, hint = "its lists or tables lie too deep in one another", "close each bracket that is opened"
    except ValueError:
        message, hint = "it has a number of thousands of digits", "write it shorter, or put it in quotes"
    raise InputError([Problem("shop.toml", message=message, hint=hint)])


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str) -> Problem:
    told, lines = str(error), text.rstrip().split("\n")
    found = re.search(r"at line (\d+)", told)
    number = min(int(found[1]) if found else len(lines), len(lines))
    known = next((said for start, said in SYNTAX.items() if re.match(start, told)), None)
    message, hint = known or (f"is no TOML: {told}", "see https://toml.io for the form of the file")
    return Problem("shop.toml", number, message=f"“{lines[number - 1].strip()[:SHOWN]}” {message}", hint=hint)


def _problem(error: ErrorDetails, text: str) -> Problem:
    place = tuple(str(part) for part in error["loc"] if part != "[key]")
    line, field = line_of(text, place), ".".join(place)
    if error["type"] == "unexpected_keyword_argument":
        return Problem("shop.toml", line, field, f"there is no setting “{place[-1]}”", _suggestion(place))
    if error["type"] == "missing":
        return Problem("shop.toml", line, field, f"the setting “{place[-1]}” is missing", "add it")
    given = error["input"]
    value = f"“{given}”" if isinstance(given, str | int | float) else f"“{place[-1]}”"
    if mistake := MISTAKES.get(error["type"]):
        return Problem("shop.toml", line, field, f"{value} {mistake[0]}", mistake[1])
    if error["type"] == "value_error":
        message, _, hint = str(error["ctx"]["error"]).partition("; ")
        return Problem("shop.toml", line, field, message, hint)
    return Problem("shop.toml", line, field, f"{value} {error['msg'].removeprefix('Input ')}")


def _suggestion(place: tuple[str, ...]) -> str:
    known = sorted({field.name for table in TABLES for field in fields(table)})
    if place[-1] in known:
        return "it belongs in another table: see docs/settings.md"
    close = get_close_matches(place[-1], known, n=1)
    return f"did you mean “{close[0]}”?" if close else "remove it, or see docs/settings.md"
