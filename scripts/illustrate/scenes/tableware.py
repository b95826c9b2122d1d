"""Things of a breakfast table, from the side and from above; each around its own (0, 0)."""

from scripts.illustrate.finish import fade, mix
from scripts.illustrate.svg import Canvas, circle, ellipse, line, path, rect


def croissant(c: Canvas) -> None:
    """A croissant from the side, 180 wide, standing on y = 0."""
    crust = c.linear("#f6c46f", "#d98a34", "#a9571d")
    c.add(
        path("M-92-8C-96-44-60-84 0-86C60-84 96-44 92-8C88 6 66 4 54-8C36-24-36-24-54-8C-66 4-88 6-92-8z", fill=crust),
        line(
            "M-58-64C-46-44-46-28-52-12M-24-82C-16-56-16-36-20-20M24-82C16-56 16-36 20-20M58-64C46-44 46-28 52-12",
            "#8a4214",
            5,
            opacity=0.55,
        ),
        line("M-74-42C-60-64-40-72-30-74M-8-78q8-2 18 0M40-70q20 8 28 20", "#ffe6b0", 5, opacity=0.8),
    )


def mug(c: Canvas, colour: str, stripe: str) -> None:
    """A cup on its saucer from the side, 120 wide, standing on y = 0."""
    skin = c.linear(mix(colour, "#ffffff", 0.35), colour, mix(colour, "#20183a", 0.22), to=(1, 0.1))
    c.add(
        path("M-78-10H78q-8 12-34 12H-44q-26 0-34-12z", fill=c.linear("#ffffff", "#d9d3c8")),
        line("M46-74c44-10 44 46-4 42", mix(colour, "#20183a", 0.12), 11),
        path("M-56-92H56C56-44 46-14 24-10H-24C-46-14-56-44-56-92z", fill=skin),
        path("M-55-70H55l-3 20H-52z", fill=stripe),
        ellipse(0, -92, 56, 8, fill=mix(colour, "#20183a", 0.18)),
        ellipse(0, -91, 48, 5.5, fill="#5a3218"),
    )


def steam(c: Canvas, colour: str = "#ffffff") -> None:
    """Two curls of steam that rise from (0, 0)."""
    c.add(line("M-16 0c-16-26 16-40 0-70M16-6c-16-26 18-44 2-78", fade(colour, 0.65), 8))


def jam(c: Canvas, fruit: str, lid: str) -> None:
    """A jar of jam with a cloth lid, standing on y = 0."""
    c.add(
        path(
            "M-40-84q-8 8-8 20V-12q0 12 12 12H36q12 0 12-12V-64q0-12-8-20z",
            fill=c.linear(mix(fruit, "#ffffff", 0.35), fruit, to=(1, 0.4)),
        ),
        rect(-30, -60, 60, 36, 6, fill="#fff8ea"),
        circle(0, -42, 11, fill=fruit),
        path("M-52-84q10-34 52-34t52 34q-12 10-18 0-8 10-17 0-9 10-17 0-9 10-17 0-9 10-17 0-8 10-18 0z", fill=lid),
        line("M-40-62V-16", "#ffffff8c", 5),
    )


def pot(c: Canvas, colour: str) -> None:
    """A coffee pot, 200 high, standing on y = 0."""
    metal = c.linear(mix(colour, "#ffffff", 0.5), colour, mix(colour, "#10102a", 0.45), to=(1, 0.1))
    c.add(
        line("M52-140c64-8 64 100 6 104", mix(colour, "#10102a", 0.5), 15),
        path("M-56-96l-46-44 14-10 48 26z", fill=metal),
        path("M-44-176H44L64-8q1 8-8 8H-56q-9 0-8-8z", fill=metal),
        path("M-46-176q6-34 46-34t46 34z", fill=metal),
        circle(0, -216, 11, fill=mix(colour, "#10102a", 0.55)),
        rect(-52, -96, 104, 10, 3, fill=fade("#10102a", 0.25)),
    )


def cake_stand(c: Canvas, plate: str) -> None:
    """A stand with three croissants, on y = 0."""
    c.add(
        path("M-14-54h28l18 54H-32z", fill=c.linear("#ffffff", mix(plate, "#3a3050", 0.2), to=(1, 0))),
        rect(-60, -8, 120, 10, 5, fill=mix(plate, "#3a3050", 0.14)),
    )
    for x, y, scale in ((-72, -66, 0.72), (72, -66, 0.72), (0, -116, 0.8)):
        with c.placed(x, y, scale):
            croissant(c)
    c.add(path("M-158-72H158q-10 20-46 20H-112q-36 0-46-20z", fill=c.linear("#ffffff", mix(plate, "#3a3050", 0.18))))


def plate_above(c: Canvas, r: float, rim: str = "#fffdf8") -> None:
    """A plate seen from above."""
    c.add(
        circle(0, 0, r, fill=c.linear("#ffffff", mix(rim, "#5b4a60", 0.16), to=(1, 1)), filter=c.drop_shadow(8, 9)),
        circle(0, 0, r * 0.7, fill=c.linear(mix(rim, "#5b4a60", 0.13), "#ffffff", to=(1, 1))),
    )


def cup_above(c: Canvas, colour: str, *, full: bool = True) -> None:
    """A cup on its saucer seen from above, 230 across."""
    plate_above(c, 108)
    drink = c.radial("#8a5228", "#5a3016", at=(0.4, 0.4)) if full else c.radial("#ffffff", "#e4ddd0")
    c.add(
        rect(52, -12, 56, 24, 12, fill=mix(colour, "#20183a", 0.15)),
        circle(0, 0, 66, fill=c.linear(mix(colour, "#ffffff", 0.3), colour, to=(1, 1)), filter=c.drop_shadow(6, 6)),
        circle(0, 0, 55, fill=drink),
    )
    if full:
        c.add(path("M-34-14a38 38 0 0 1 52-24", fill="none", stroke="#e9c79a", stroke_width=7, stroke_linecap="round"))
    else:
        c.add(path("M-30 18a36 36 0 0 0 50 12", fill="none", stroke="#8a5228", stroke_width=6, stroke_linecap="round"))


def jar_above(c: Canvas, fruit: str) -> None:
    """An open jar of jam with a spoon, seen from above."""
    c.add(
        circle(0, 0, 74, fill="#ffffffb3", filter=c.drop_shadow(9, 9)),
        circle(0, 0, 62, fill=c.radial(mix(fruit, "#ffffff", 0.35), fruit, at=(0.4, 0.35))),
        circle(-20, 12, 9, fill=mix(fruit, "#2a0a1a", 0.25)),
        circle(18, 26, 7, fill=mix(fruit, "#2a0a1a", 0.25)),
        line("M8-4L96-72", "#dfe3ea", 13),
        line("M10-8L96-74", "#ffffff", 4),
    )


def baguette_above(c: Canvas) -> None:
    """Half a baguette seen from above, 380 long, its cut end at the right."""
    c.add(
        path(
            "M-190 0C-190-44-140-60-60-60H176V58H-60C-140 58-190 44-190 0z",
            fill=c.linear("#f0b866", "#d08a3c", "#a8622a"),
            filter=c.drop_shadow(12, 10),
        ),
        ellipse(176, -1, 20, 59, fill="#fdebc8"),
        line("M172-30q8 6 2 14M178 4q-8 8 2 16M170 34q8 0 8-8", "#e3bd84", 5),
    )
    for x in (-130, -60, 10, 80):
        c.add(path(f"M{x}-34C{x + 30}-30 {x + 50} 10 {x + 46} 36C{x + 20} 20 {x - 6}-10 {x}-34z", fill="#fbe3b4"))


def knife_above(c: Canvas) -> None:
    """A butter knife seen from above, 300 long."""
    c.add(
        path("M-150-8H-10V10H-140q-10-8-10-18z", fill="#e4e8ee", filter=c.drop_shadow(6, 5)),
        rect(-10, -12, 160, 24, 12, fill=c.linear("#7a4a2a", "#5a3218")),
        line("M-146-4H-16", "#ffffff", 4),
    )


def crumbs(c: Canvas, spots: tuple[tuple[float, float], ...]) -> None:
    """Crumbs of crust."""
    for index, (x, y) in enumerate(spots):
        c.add(circle(x, y, 3 + index % 3, fill=("#d99b52", "#f0c684", "#b97a36")[index % 3]))
