"""A rabbit and what it came on."""

from scripts.illustrate.finish import mix
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect


def rabbit(c: Canvas) -> None:
    """A white rabbit that sits and looks to the right, 250 high, on y = 0."""
    fur = c.linear("#ffffff", ".6:#f4f1f6", "#d2cbe0", to=(0.5, 1))
    ear = c.linear("#f7b9c0", "#fbe0e2")
    c.add(
        circle(-88, -34, 27, fill=c.linear("#ffffff", "#e2dcec")),
        path("M2-196C-26-240-34-300-14-312C10-320 32-262 30-196z", fill=c.linear("#efebf4", "#d5cee2")),
        path("M-92 0C-112-70-66-150 6-150C66-150 82-80 78-6q-1 6-8 6z", fill=fur),
        path("M24-192C20-250 34-314 60-316C82-312 74-242 56-190z", fill=fur),
        path("M34-198C34-246 44-290 58-292C68-288 62-240 50-196z", fill=ear),
        ellipse(34, -156, 58, 50, fill=fur),
        ellipse(66, -134, 22, 18, fill="#ffffff"),
        path("M74-148q10 0 12 6t-8 8-10-6 6-8z", fill="#ef8d98"),
        circle(46, -166, 8.5, fill="#2b1f3a"),
        circle(49, -169, 3, fill="#ffffff"),
        line("M62-124h44M60-118l40 12", "#cfc6dc", 2.5),
        path("M-70 0C-84-44-44-78-6-62C28-46 26-8 14 0z", fill=c.linear("#ffffff", "#dcd5e6")),
        ellipse(-10, -8, 50, 14, fill="#ffffff"),
        path("M44 0C40-34 48-70 66-72C84-70 84-30 80 0z", fill=c.linear("#ffffff", "#e2dcec")),
        ellipse(70, -7, 24, 11, fill="#ffffff"),
        line("M-54-2C-64-34-40-60-12-54", "#cfc6dc", 3),
    )


def scooter(c: Canvas, colour: str) -> None:
    """A kick scooter that stands upright, wheels on y = 0, its bar 420 above."""
    metal = c.linear("#f4f6f9", "#8b93a3", to=(1, 0))
    tyre = "#23202f"
    for x in (-170, 150):
        c.add(circle(x, -44, 44, fill=tyre), circle(x, -44, 29, fill="#e4e8ee"), circle(x, -44, 9, fill=colour))
    c.add(
        line("M148-46L112-400", metal, 15),
        line("M146-60L124-270", colour, 25),
        path(
            "M-216-70q10-32 52-32 30 0 42 28l10 12H96l30-74 20 6-30 86q-4 10-16 10H-126q-10 "
            "0-18-14-8-20-28-20-22 0-30 12z",
            fill=c.linear(mix(colour, "#ffffff", 0.25), colour),
        ),
        rect(-104, -68, 190, 8, 4, fill=tyre),
        line("M52-408L166-396", "#8b93a3", 12),
        line("M46-408l30 3M146-398l24 2", tyre, 22),
    )
