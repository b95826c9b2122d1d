"""What differs between languages: how values are written (`Formats`) and what words are (`Messages`)."""

from storefront.locales.amounts import is_measure
from storefront.locales.formats import Form, Formats
from storefront.locales.messages import Messages, load_messages
from storefront.locales.plurals import PluralRule
from storefront.locales.pofile import Key
from storefront.locales.pseudo import PseudoMessages
from storefront.locales.stray import DOMAINS, stray_problems

__all__ = [
    "DOMAINS",
    "Form",
    "Formats",
    "Key",
    "Messages",
    "PluralRule",
    "PseudoMessages",
    "is_measure",
    "load_messages",
    "stray_problems",
]
