"""What Vitrina adds to Markdown: eyebrows, pull quotes, FAQ blocks, captions and tables that scroll."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

FOLD = '<hr class="fold">'
"""The first rule that stands in the text itself, not in a list or quote: it parts a category's text in two."""
TABLE = re.compile(r"(<div [^>]*class=\"table-scroll\"[^>]*>)?<(/?)table\b[^>]*>", re.IGNORECASE)
DASH = re.compile(r"^\s*—\s*")
REGION = '<div class="table-scroll" tabindex="0">'
AFTER_TOC = 4
"""Below the priority of `toc` (5): headings have their identifiers."""


class Anatomy(Extension):
    """The extension as Python-Markdown takes it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Registers the tree processor."""
        md.treeprocessors.register(_Anatomy(md), "anatomy", AFTER_TOC)


class _Anatomy(Treeprocessor):
    def run(self, root: Element) -> None:
        heading = ""
        for parent in [*root.iter("div"), *root.iter("section")]:
            for place, child in enumerate(list(parent)):
                if child.tag in {"h2", "h3", "h4"}:
                    heading = child.get("id", "")
                    _set_eyebrow(parent, place, child)
                elif child.tag == "blockquote":
                    _set_attribution(parent, place, child)
                elif child.tag == "table":
                    _set_scrolling(parent, place, child, heading)
                    heading = ""  # two regions of one name are no help
                elif child.tag == "p":
                    _set_caption(child)
        _gather_questions(root)
        if (rule := root.find("hr")) is not None:
            rule.set("class", "fold")


def _set_eyebrow(parent: Element, place: int, heading: Element) -> None:
    """`## Heading {: eyebrow="Text" }` -> a group of the eyebrow and the heading."""
    if text := heading.attrib.pop("eyebrow", ""):
        group = Element("hgroup")
        SubElement(group, "p", {"class": "eyebrow"}).text = text
        parent[place] = group
        group.append(heading)
        group.tail, heading.tail = heading.tail, None


def _set_attribution(parent: Element, place: int, quote: Element) -> None:
    """A block quote that ends with `— Name, role` -> a figure with the attribution as its caption."""
    last = quote[-1] if len(quote) > 1 else None
    if last is None or last.tag != "p" or not DASH.match(last.text or ""):
        return
    quote.remove(last)
    figure = Element("figure", {"class": "pull-quote"})
    figure.tail, quote.tail = quote.tail, None
    caption = SubElement(figure, "figcaption")
    caption.text = DASH.sub("— ", last.text or "")
    caption.extend(list(last))
    figure.insert(0, quote)
    parent[place] = figure


def _set_scrolling(parent: Element, place: int, table: Element, heading: str) -> None:
    """A table -> the table in a region that scrolls by itself, named after the heading above it."""
    attributes = {"class": "table-scroll", "tabindex": "0"}
    if heading:
        attributes |= {"role": "region", "aria-labelledby": heading}
    region = Element("div", attributes)
    region.tail, table.tail = table.tail, None
    region.append(table)
    parent[place] = region


def scrolling(html: str) -> str:
    """HTML whose tables scroll, also those that an editor wrote in HTML; as it is where one of them never ends."""
    parts: list[str] = []
    depth, last, bare = 0, 0, False
    for tag in TABLE.finditer(html):
        before, after = "", ""
        if tag[2]:
            depth -= 1
            after = "</div>" if bare and depth == 0 else ""
        else:
            bare = not tag[1] if depth == 0 else bare
            before = REGION if bare and depth == 0 else ""
            depth += 1
        if depth < 0:
            return html
        parts += html[last : tag.start()], before, tag[0], after
        last = tag.end()
    return html if depth else "".join([*parts, html[last:]])


def _set_caption(paragraph: Element) -> None:
    """A picture that stands alone and has a title -> a figure with the title as its caption."""
    alone = len(paragraph) == 1 and not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()
    if alone and paragraph[0].tag == "img" and (title := paragraph[0].attrib.pop("title", "")):
        paragraph.tag = "figure"
        paragraph.set("class", "captioned")
        SubElement(paragraph, "figcaption").text = title


def _heading(element: Element, tag: str) -> Element | None:
    """The heading that an element is, or groups with its eyebrow."""
    if element.tag == "hgroup":
        return element.find(tag)
    return element if element.tag == tag else None


def _gather_questions(root: Element) -> None:
    """`## Heading {: .faq }` with its `###` questions -> a section of `details`, up to the next `##` or rule."""
    for start in list(root):
        heading = _heading(start, "h2")
        if heading is None or "faq" not in heading.get("class", "").split():
            continue
        place = list(root).index(start)
        section = Element("section", {"class": "faq"})
        del heading.attrib["class"]
        section.append(start)
        answer = None
        for child in list(root)[place + 1 :]:
            if _heading(child, "h2") is not None or child.tag == "hr" or child.get("class") == "footnote":
                break
            root.remove(child)
            if _heading(child, "h3") is not None:
                details = SubElement(section, "details")
                SubElement(details, "summary").append(child)
                answer = SubElement(details, "div")
            else:
                (section if answer is None else answer).append(child)
        root[place] = section
