"""What one Markdown file says. It is apart from what reads it: most builds find all texts remembered."""

from storefront.model import Heading, Question, Reference
from storefront.values import value


@value
class Parsed:
    """A file as read."""

    header: dict[str, tuple[int, str]]
    """Key to its line and its value."""
    stray: tuple[tuple[int, str], ...]
    """Lines of the header that are no `Key: value`, with their numbers."""
    html: str
    above: str
    below: str
    """What stands before and after the first rule (`---`), for category texts."""
    titles: tuple[int, ...]
    """Lines of `#` headings: the title of the page is its only one."""
    underline: int
    """First line of hyphens right below another line, 0 where there is none."""
    headings: tuple[Heading, ...]
    faq: tuple[Question, ...]
    references: tuple[Reference, ...]
    digest: str
