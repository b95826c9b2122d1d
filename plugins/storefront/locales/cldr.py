"""What CLDR says and Babel does not: small tables, looked up along CLDR's own parents (`es_MX`, `es_419`, `es`)."""

from collections.abc import Mapping
from typing import TypeVar

from babel import Locale
from babel.core import get_global

T = TypeVar("T")

MINIMUM_GROUPING: Mapping[str, int] = {
    "bg": 2, "es": 2, "es_419": 1, "et": 2, "hu": 2, "it": 2, "lv": 2, "pl": 2, "pt_PT": 2, "ru_UA": 2, "sl": 2,
}  # fmt: skip
"""`minimumGroupingDigits` where it is not 1 (CLDR 48): how many digits must stand before the first separator."""

ZEROS: Mapping[str, str] = {
    "adlm": "\U0001e950", "arab": "\u0660", "arabext": "\u06f0", "beng": "\u09e6", "cakm": "\U00011136",
    "deva": "\u0966", "hmnp": "\U0001e140", "mtei": "\uabf0", "mymr": "\u1040", "nkoo": "\u07c0", "olck": "\u1c50",
    "tibt": "\u0f20",
}  # fmt: skip
"""The digit nought of every numbering system that is some locale's default (CLDR); `latn` has the ASCII one."""

_QUOTATION_MARKS: Mapping[str, str] = {
    "«»": "am be ca el es_US eu fa hy it kk ky nb nn no pt_PT rm ru uk",
    "„“": "bg cs de et hr is ka lb lt mk sk sl",
    "„”": "bs hu pl ro sr",
    "”“": "ar ur",
    "””": "fi he sv",
    "‘’": "nl",
    "「」": "ja yue zh_Hant",
}
QUOTATION: Mapping[str, tuple[str, str]] = {
    **{name: (marks[0], marks[1]) for marks, names in _QUOTATION_MARKS.items() for name in names.split()},
    # CLDR gives the guillemets bare; French, but not Swiss, printing sets them off with a no-break space.
    "fr": ("«\u00a0", "\u00a0»"),
    "fr_CH": ("«", "»"),
}
"""`quotationStart` and `quotationEnd` where they are not “ ” (CLDR 48)."""

UNITS: Mapping[str, str] = {
    "B": "digital-byte", "kB": "digital-kilobyte", "KB": "digital-kilobyte", "MB": "digital-megabyte",
    "GB": "digital-gigabyte", "TB": "digital-terabyte", "PB": "digital-petabyte",
    "in": "length-inch", "mm": "length-millimeter", "cm": "length-centimeter", "m": "length-meter",
    "km": "length-kilometer", "mg": "mass-milligram", "g": "mass-gram", "kg": "mass-kilogram",
    "px": "graphics-pixel", "MP": "graphics-megapixel",
    "mW": "power-milliwatt", "W": "power-watt", "kW": "power-kilowatt", "kWh": "energy-kilowatt-hour",
    "V": "electric-volt", "mA": "electric-milliampere", "A": "electric-ampere",
    "Hz": "frequency-hertz", "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz",
    "ms": "duration-millisecond", "s": "duration-second", "min": "duration-minute", "h": "duration-hour",
    "ml": "volume-milliliter", "mL": "volume-milliliter", "cl": "volume-centiliter", "l": "volume-liter",
    "L": "volume-liter", "bar": "pressure-bar", "°C": "temperature-celsius",
}  # fmt: skip
"""Units as exports and editors write them, with CLDR's identifier."""

LONG_UNITS = frozenset({"length-inch"})
"""Units said in full: French shops sell `6,1 pouces`; CLDR's short form there, `po`, is Canadian."""

SYMBOL_UNITS = frozenset((
    "mAh", "Ah", "Wh", "VA", "dB", "dBA", "lm", "cd", "lx", "nit", "nits", "fps", "rpm", "ppi", "dpi",
    "ATM", "nm", "Nm", "Pa", "kPa", "Kbps", "Mbps", "Gbps", "Mbit", "Gbit", "Ω",
))  # fmt: skip
"""Units that every language writes alike and CLDR has no form for."""


def nearest(table: Mapping[str, T], locale: Locale, default: T) -> T:
    """The entry of a locale, otherwise that of its nearest parent."""
    parents = get_global("parent_exceptions")
    name = str(locale)
    while name:
        if name in table:
            return table[name]
        name = parents.get(name) or name.rpartition("_")[0]
    return default
