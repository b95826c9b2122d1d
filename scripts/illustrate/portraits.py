"""Portraits of the authors: geometric heads, 480 by 480."""

from collections.abc import Callable
from dataclasses import dataclass

from .finish import fade, mix
from .svg import Canvas, circle, ellipse, line, path, rect

SIZE = 480


@dataclass(frozen=True)
class Person:
    """How one author looks; hair is drawn in two parts, behind the head and over it."""

    ground: str
    disc: str
    skin: str
    hair: str
    clothes: str
    behind: Callable[[Canvas, str], None]
    over: Callable[[Canvas, str], None]
    extras: Callable[[Canvas, "Person"], None]


def portrait(c: Canvas, person: Person) -> None:
    """Ground, shoulders, head, face, hair, and what the person wears."""
    c.add(
        rect(0, 0, SIZE, SIZE, fill=c.linear(mix(person.ground, "#ffffff", 0.12), person.ground, to=(0.6, 1))),
        circle(240, 250, 196, fill=person.disc),
    )
    person.behind(c, person.hair)
    cloth = c.linear(mix(person.clothes, "#ffffff", 0.16), person.clothes, to=(0.6, 1))
    shade = mix(person.skin, "#5a2030", 0.2)
    c.add(
        path("M46 480C50 396 130 366 190 358H290C350 366 430 396 434 480z", fill=cloth),
        path("M200 300H280V366Q240 404 200 366z", fill=shade),
        ellipse(146, 236, 20, 26, fill=mix(person.skin, "#5a2030", 0.08)),
        ellipse(334, 236, 20, 26, fill=mix(person.skin, "#5a2030", 0.08)),
        path("M150 206C150 130 330 130 330 206V252C330 312 290 344 240 344S150 312 150 252z", fill=person.skin),
    )
    _face(c, person.skin)
    person.over(c, person.hair)
    person.extras(c, person)


def _face(c: Canvas, skin: str) -> None:
    ink = "#2b1f3a"
    blush = fade(mix(skin, "#f2504a", 0.45), 0.5)
    c.add(
        circle(204, 232, 8.5, fill=ink),
        circle(276, 232, 8.5, fill=ink),
        circle(207, 229, 2.6, fill="#ffffff"),
        circle(279, 229, 2.6, fill="#ffffff"),
        circle(182, 264, 17, fill=blush),
        circle(298, 264, 17, fill=blush),
        line("M240 238q-9 22 4 26", mix(skin, "#5a2030", 0.32), 6),
        line("M212 288q28 26 56 0", ink, 7),
    )


def _nothing(c: Canvas, _hair: str) -> None:
    """No hair on this side of the head."""


def _brows(c: Canvas, hair: str) -> None:
    c.add(line("M188 206q16-10 32-3M260 203q16-7 32 3", mix(hair, "#1a1020", 0.2), 8))


def _swept(c: Canvas, hair: str) -> None:
    """Short hair swept to one side."""
    c.add(
        path(
            "M140 218C126 130 190 92 262 100C330 98 356 150 340 220C326 206 318 188 310 168C270 184 214 180 184 158"
            "C176 184 158 190 152 222z",
            fill=c.linear(mix(hair, "#ffffff", 0.18), hair),
        ),
        line("M196 146C240 166 290 168 318 160", fade("#ffffff", 0.22), 6),
    )
    _brows(c, hair)


def _curls(c: Canvas, hair: str) -> None:
    """A crown of round curls."""
    tone = c.linear(mix(hair, "#ffffff", 0.18), hair)
    for x, y, r in (
        (154, 178, 30),
        (172, 138, 34),
        (212, 112, 38),
        (260, 108, 38),
        (304, 134, 34),
        (326, 174, 30),
        (236, 146, 34),
        (284, 156, 26),
        (192, 164, 26),
    ):
        c.add(circle(x, y, r, fill=tone))
    c.add(line("M196 118q10-14 26-14M256 96q16-4 28 6M164 150q2-14 12-20", fade("#ffffff", 0.3), 6))
    _brows(c, hair)


def _cap(c: Canvas, hair: str) -> None:
    """A knitted cap over short hair."""
    wool = "#f2705c"
    c.add(
        path("M148 214C140 186 146 176 152 168H328C336 178 340 190 332 214L324 186H156z", fill=hair),
        path("M146 176C142 76 338 76 334 176z", fill=c.linear(mix(wool, "#ffffff", 0.2), wool)),
        rect(138, 150, 204, 42, 18, fill=mix(wool, "#3b1f38", 0.18)),
        line("M162 158v26M188 158v26M214 158v26M240 158v26M266 158v26M292 158v26M318 158v26", fade("#3b1f38", 0.22), 5),
        circle(240, 92, 22, fill="#fffdf8"),
    )
    _brows(c, hair)


def _long_back(c: Canvas, hair: str) -> None:
    c.add(
        path(
            "M122 238C104 66 376 66 358 238C356 300 378 350 384 396Q330 430 300 380H180Q150 430 96 "
            "396C102 350 124 300 122 238z",
            fill=c.linear(hair, mix(hair, "#0c0b22", 0.3)),
        )
    )


def _long_over(c: Canvas, hair: str) -> None:
    """A middle parting over long hair."""
    c.add(
        path(
            "M240 122C200 132 168 170 156 250C140 250 128 214 138 178C152 122 196 104 240 104S328 "
            "122 342 178C352 214 340 250 324 250"
            "C312 170 280 132 240 122z",
            fill=c.linear(mix(hair, "#ffffff", 0.16), hair),
        ),
        line("M182 148q-18 22-24 52M300 148q18 22 24 52", fade("#ffffff", 0.22), 6),
    )
    _brows(c, hair)


def _bob_back(c: Canvas, hair: str) -> None:
    c.add(
        path(
            "M120 226C112 104 368 104 360 226V306Q360 344 322 344H158Q120 344 120 306z", fill=mix(hair, "#3b1f38", 0.25)
        )
    )


def _bob_over(c: Canvas, hair: str) -> None:
    """A bob with a straight fringe."""
    c.add(
        path(
            "M126 226C116 104 364 104 354 226V300Q340 318 324 296C334 262 332 222 326 192Q240 214 "
            "154 192C148 222 146 262 156 296"
            "Q140 318 126 300z",
            fill=c.linear(mix(hair, "#ffffff", 0.22), hair),
        ),
        line("M178 166Q240 144 302 166", fade("#ffffff", 0.35), 7),
    )
    c.add(line("M190 212q14-7 28-2M262 210q14-5 28 2", mix(hair, "#3b1f38", 0.35), 6))


def _beard(c: Canvas, person: Person) -> None:
    """A full beard and a round-necked jumper."""
    c.add(
        path(
            "M150 236C156 268 178 276 204 270Q240 258 276 270C302 276 324 268 330 236V262C330 330 "
            "290 362 240 362S150 330 150 262z",
            fill=c.linear(person.hair, mix(person.hair, "#ffffff", 0.08)),
        ),
        line("M214 292q26 20 52 0", "#fffdf8", 9),
        path("M186 364Q240 412 294 364L304 370Q240 436 176 370z", fill=mix(person.clothes, "#ffffff", 0.3)),
    )


def _glasses(c: Canvas, person: Person) -> None:
    """Round glasses and a shirt collar."""
    c.add(
        circle(202, 232, 33, fill="#ffffff26", stroke="#17163a", stroke_width=8),
        circle(278, 232, 33, fill="#ffffff26", stroke="#17163a", stroke_width=8),
        line("M235 228q5-6 10 0M169 226l-18-4M311 226l18-4", "#17163a", 8),
        path(
            "M196 358L240 420 284 358 316 372 276 440 240 420 204 440 164 372z",
            fill=mix(person.clothes, "#ffffff", 0.55),
        ),
    )


def _moustache(c: Canvas, person: Person) -> None:
    """A moustache and a scarf."""
    c.add(
        path(
            "M240 268C222 258 196 266 188 286C206 296 230 292 240 280C250 292 274 296 292 286C284 266 258 258 240 268z",
            fill=person.hair,
        ),
        path("M170 352Q240 398 310 352L322 388Q240 434 158 388z", fill="#ffb41f"),
        path("M262 396L322 380 336 480H270z", fill="#e89a10"),
        line("M176 374Q240 412 304 374", "#c97f08", 4),
    )


def _apron(c: Canvas, person: Person) -> None:
    """A work apron with a screwdriver in its pocket, and earrings."""
    c.add(
        path("M186 362L176 480H304L294 362L280 392H200z", fill="#ffb41f"),
        rect(214, 430, 74, 50, 8, fill="#e89a10"),
        rect(236, 396, 14, 46, 5, fill=person.ground),
        rect(240, 380, 6, 20, 2, fill="#dfe3e9"),
        circle(148, 272, 8, fill="#ffd27a"),
        circle(332, 272, 8, fill="#ffd27a"),
    )


def _lapels(c: Canvas, person: Person) -> None:
    """A jacket over a striped top."""
    c.add(
        path("M194 358Q240 392 286 358L300 480H180z", fill="#fffdf8"),
        line("M190 400H290M186 424H294M184 448H296M182 470H298", "#2d2ad6", 7, stroke_linecap="butt"),
        path("M190 358L150 372 178 480H214zM290 358L330 372 302 480H266z", fill=mix(person.clothes, "#ffffff", 0.18)),
        circle(240, 352, 6, fill="#ffb41f"),
    )


def _coat(c: Canvas, _person: Person) -> None:
    """A laboratory coat, freckles, a pen in the pocket."""
    c.add(
        path("M196 358L240 424 284 358 300 366 262 480H218L180 366z", fill="#1f7a78"),
        path("M190 358L236 424 220 480H150L170 366zM290 358L244 424 260 480H330L310 366z", fill="#fffdf8"),
        line("M190 360L236 426 222 480M290 360L244 426 258 480", "#c9d3dc", 4),
        rect(322, 428, 54, 52, 6, fill="#e6ecf1"),
        rect(336, 408, 10, 34, 4, fill="#2d2ad6"),
        rect(354, 414, 10, 28, 4, fill="#f2705c"),
    )
    for x, y in ((186, 254), (198, 262), (176, 266), (282, 254), (296, 262), (306, 254)):
        c.add(circle(x, y, 3, fill="#b5653a99"))


PEOPLE = {
    "thibaud": Person("#2d2ad6", "#5a58ea", "#f0bf9c", "#4a2c1a", "#f7f2e7", _nothing, _swept, _beard),
    "quentin": Person("#ffb41f", "#ffd074", "#e9b088", "#2b1d18", "#1f7a78", _nothing, _curls, _glasses),
    "vianney": Person("#1f7a78", "#4aa39d", "#f4cbaa", "#8a5a2c", "#17163a", _nothing, _cap, _moustache),
    "ines-duarte": Person("#f2705c", "#f89a86", "#d99a6c", "#231a2b", "#2d2ad6", _long_back, _long_over, _apron),
    "camille-roussel": Person("#b9a6ee", "#d6caf7", "#f6d0b4", "#a8492a", "#17163a", _bob_back, _bob_over, _lapels),
    "tom-whitlock": Person("#a8cdf0", "#cfe4f8", "#f5d2bb", "#d9762b", "#fffdf8", _nothing, _swept, _coat),
}
"""The authors by key."""
