"""Vitrina's library: a shop's content, exports and translations -> its pages in every language.

Pelican loads this package as a plugin through `register`; everything else is in the modules, which know no Pelican.
"""


def register() -> None:
    """Pelican's entry point of a plugin."""
    from storefront.generator import register as register_generator  # noqa: PLC0415 - only a build needs Pelican

    register_generator()
