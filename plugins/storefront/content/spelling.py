"""Links and pictures that editors write in HTML, spelled as Markdown spells them.

HTML lets values stand in single quotes or in none, and names be capitals; whoever looks for addresses knows one form.
"""

import re

ELEMENT = re.compile(r"<(a|img)(?=\s)((?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*')*+)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([^\s=\"'/>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


def respelled(text: str) -> str:
    """HTML whose links and pictures have small names and values in double quotes; its lines stay as many."""
    return ELEMENT.sub(_element, text)


def _element(element: re.Match[str]) -> str:
    attributes = "".join(map(_attribute, ATTRIBUTE.finditer(element[2])))
    breaks = "\n" * (element[0].count("\n") - attributes.count("\n"))
    return f"<{element[1].lower()}{attributes}{breaks}>"


def _attribute(attribute: re.Match[str]) -> str:
    name, *values = attribute.groups()
    value = next((one for one in values if one is not None), None)
    if value is None:
        return f" {name.lower()}"
    escaped = value.replace('"', "&quot;").replace(">", "&gt;")
    return f' {name.lower()}="{escaped}"'
