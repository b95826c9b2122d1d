"""Shortcodes of WordPress in texts, `[vc_row width="1/2"]…[/vc_row]`: the marks go, the words between them stay."""

import re

_MARK = r"\[(/?)([a-z][a-z0-9_-]*)(/|\s[^\[\]]*)?\]"
_ONE = re.compile(_MARK)
_SEVERAL = re.compile(rf"{_MARK}(?:\s*{_MARK})*")
_SETTING = re.compile(r"\w=([\"'“”″]|&quot;|&#8221;)")
_KNOWN = re.compile(r"(vc|et_pb|fusion|av|woocommerce)_\w+|gallery|playlist|embed")
"""What page builders call theirs, and those of WordPress itself that may stand alone without a setting."""
_CODE = re.compile(r"\[(vc_raw_html|vc_raw_js)\b[^\[\]]*\][^\[\]]*\[/\1\]")
"""What stands between these is no text."""


def without_shortcodes(text: str) -> str:
    """A text without shortcodes; other words in brackets, such as [new], stay.

    What has a setting or an end is one. One within a sentence joins nothing, others stand where a paragraph ends.
    """
    text = _CODE.sub("", text)
    ended = {match[2] for match in _ONE.finditer(text) if match[1]}

    def without(run: re.Match[str]) -> str:
        marks = list(_ONE.finditer(run[0]))
        found = [one for one in marks if _is_shortcode(one, ended)]
        if not found:
            return run[0]
        within = len(found) == 1 and found[0][2] in ended and "_" not in found[0][2]
        rest = _ONE.sub(lambda one: "" if _is_shortcode(one, ended) else one[0], run[0])
        return rest if within else f"\n\n{rest.strip()}\n\n" if rest.strip() else "\n\n"

    return _SEVERAL.sub(without, text).strip()


def _is_shortcode(mark: re.Match[str], ended: set[str]) -> bool:
    return bool(mark[2] in ended or _SETTING.search(mark[3] or "") or _KNOWN.fullmatch(mark[2]))
