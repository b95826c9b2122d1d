"""Letters and figures drawn as strokes of one width, 100 high; for pictures, which carry no fonts."""

from scripts.illustrate.svg import Canvas, line

_GLYPHS: dict[str, tuple[float, str]] = {
    "A": (88, "M0 100L44 0 88 100M18 64H70"),
    "B": (70, "M0 0V100H40A27 27 0 0 0 40 46H0M40 46A23 23 0 0 0 40 0H0"),
    "C": (86, "M86 20A50 50 0 1 0 86 80"),
    "K": (72, "M0 0V100M70 0L2 60M24 42L72 100"),
    "M": (100, "M0 100V0L50 64 100 0V100"),
    "R": (70, "M0 100V0H40A28 28 0 0 1 40 56H0M38 56L72 100"),
    "E": (62, "M62 0H0V100H62M0 48H52"),
    "T": (80, "M0 0H80M40 0V100"),
    "N": (78, "M0 100V0L78 100V0"),
    "9": (64, "M64 32A32 32 0 1 1 64 31.9V40C64 76 48 96 18 100"),
    " ": (26, ""),
}


def lettering(c: Canvas, text: str, colour: str, weight: float = 17, gap: float = 30) -> float:
    """Draw capitals from (0, 0), their upper left corner -> the width of the line."""
    x = 0.0
    for sign in text:
        width, d = _GLYPHS[sign]
        if d:
            with c.placed(x):
                c.add(line(d, colour, weight, stroke_linejoin="round"))
        x += width + gap
    return x - gap
