"""Images as editors hand them in, made here with Pillow, through the library and the encoders."""

import io
import os
import pickle
import random
import re
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps

from storefront.images import PROFILES, ImageLibrary, Original, Profile, Recipe, Rendition, produce
from storefront.images import renditions as renditions_module
from storefront.problems import InputError, Problem, Severity
from tests.sites import minding_permissions

SAMPLES = (Path(__file__).parents[2] / "shared" / "data" / "images").resolve()
LONG_AGO = 1_600_000_000
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 40), (30, 40, 190)
SVG_START = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200">'
SVG = f'{SVG_START}<rect width="300" height="200" fill="#c81e1e"/></svg>'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content" / "images"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def library(tmp_path: Path) -> ImageLibrary:
    return make_library(tmp_path)


def make_library(shop: Path) -> ImageLibrary:
    return ImageLibrary([shop / "content" / "images"], shop / "cache", "https://shop.example/", shop=shop)


def corners(size: tuple[int, int] = (400, 200), mode: str = "RGB") -> Image.Image:
    """Red at the left, green at the top right, blue below it: every turn shows."""
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (size[0] // 2, 0, size[0], size[1] // 2))
    image.paste(BLUE, (size[0] // 2, size[1] // 2, size[0], size[1]))
    return image.convert(mode)


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    bands = [Image.frombytes("L", size, random.Random(band).randbytes(size[0] * size[1])) for band in range(3)]
    return Image.merge("RGB", bands).convert(mode)


def encoded(image: Image.Image, format_: str, **settings: Any) -> bytes:
    with io.BytesIO() as file:
        image.save(file, format_, **settings)
        return file.getvalue()


def put(path: Path, data: bytes | str | Image.Image, **settings: Any) -> Path:
    if isinstance(data, Image.Image):
        data = encoded(data, {"jpg": "JPEG"}.get(path.suffix[1:], path.suffix[1:].upper()), **settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def good(found: Original | Problem) -> Original:
    assert isinstance(found, Original), found
    return found


def bad(found: Original | Problem) -> Problem:
    assert isinstance(found, Problem), found
    return found


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def made(library: ImageLibrary, tmp_path: Path) -> dict[str, bytes]:
    return {rendition.address: produce(rendition, tmp_path / "cache") for rendition in library.renditions()}


def near(found: object, wanted: tuple[int, ...], tolerance: int = 12) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True))


# originals


def test_original_says_what_the_file_is(content: Path, library: ImageLibrary) -> None:
    put(content / "phone.jpg", corners())
    original = good(library.original(Path("phone.jpg")))
    assert (original.format, original.width, original.height) == ("jpeg", 400, 200)
    assert not original.vector
    assert not original.transparent
    assert len(original.digest) == 64
    assert original.source == "content/images/phone.jpg"


def test_original_is_named_by_its_bytes_not_by_its_ending(content: Path, library: ImageLibrary) -> None:
    put(content / "phone.jpg", encoded(corners(), "PNG"))
    put(content / "drawing.png", SVG)
    assert good(library.original("phone.jpg")).format == "png"
    assert good(library.original("drawing.png")).vector


def test_absolute_path_inside_a_root_is_found(content: Path, library: ImageLibrary) -> None:
    path = put(content / "a" / "phone.png", corners())
    assert good(library.original(path)).path == path


def test_first_root_wins(tmp_path: Path, content: Path) -> None:
    put(content / "a.png", corners((40, 20)))
    put(tmp_path / "other" / "a.png", corners((60, 20)))
    put(tmp_path / "other" / "b.png", corners((60, 20)))
    library = ImageLibrary([content, tmp_path / "other"], tmp_path / "cache")
    assert good(library.original("a.png")).width == 40
    assert good(library.original("b.png")).width == 60


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 200)), (3, (400, 200)), (6, (200, 400)), (8, (200, 400))])
def test_size_is_after_rotation(content: Path, library: ImageLibrary, orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    put(content / "turned.jpg", corners(), exif=exif)
    original = good(library.original("turned.jpg"))
    assert (original.width, original.height) == size


def test_alpha_channel_that_is_opaque_is_no_transparency(content: Path, library: ImageLibrary) -> None:
    glass = corners(mode="RGBA")
    glass.putalpha(128)
    put(content / "opaque.png", corners(mode="RGBA"))
    put(content / "glass.png", glass)
    assert not good(library.original("opaque.png")).transparent
    assert good(library.original("glass.png")).transparent


# problems with originals


def test_missing_image_names_the_one_that_was_perhaps_meant(content: Path, library: ImageLibrary) -> None:
    put(content / "products" / "phone-midnight.svg", SVG)
    problem = bad(library.original("products/phone-midnigth.svg"))
    assert problem.source == "content/images/products/phone-midnigth.svg"
    assert "products/phone-midnigth.svg" in problem.message
    assert problem.hint == "did you mean phone-midnight.svg?"
    assert "content/images/" in bad(library.original("nothing/like/it.png")).hint
    absolute = bad(library.original(content / "gone.png"))
    assert absolute.message == "there is no image content/images/gone.png"
    assert "no image" in bad(library.original("a" * 5000)).message


@pytest.mark.parametrize("path", ["../secret.png", "/etc/passwd", "a/../../../secret.png"])
def test_path_outside_the_roots_is_refused(content: Path, library: ImageLibrary, path: str) -> None:
    put(content.parent / "secret.png", corners())
    put(content.parent.parent / "secret.png", corners())
    assert "outside" in bad(library.original(path)).message


def test_plain_http_is_refused(library: ImageLibrary) -> None:
    assert "https" in bad(library.original("http://cdn.example/a.png")).hint


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


UNUSABLE: dict[str, tuple[bytes, str]] = {
    "cut.jpg": (cut(encoded(noise((300, 200)), "JPEG")), "damaged"),
    "cut-progressive.jpg": (cut(encoded(noise((300, 200)), "JPEG", progressive=True)), "damaged"),
    "cut.png": (cut(encoded(noise((300, 200)), "PNG")), "damaged"),
    "cut.webp": (cut(encoded(noise((300, 200)), "WEBP")), "damaged"),
    "cut.avif": (cut(encoded(noise((300, 200)), "AVIF", speed=10)), "damaged"),
    "header-only.png": (encoded(noise((30, 20)), "PNG")[:40], "damaged"),
    "broken.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "no image"),
    "letter.jpg": (b"Dear shop, here is the picture.", "no image"),
    "empty.png": (b"", "empty"),
    "page.jpg": (b"<!doctype html>\n<html><title>Not found</title></html>", "a web page"),
    "drawing.svg": (b"<drawing/>", "starts with <drawing>"),
    "scan.tiff": (encoded(corners((40, 20)), "TIFF"), "no image"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_file_is_a_problem(content: Path, library: ImageLibrary, name: str) -> None:
    data, message = UNUSABLE[name]
    put(content / name, data)
    problem = bad(library.original(name))
    assert message in problem.message
    assert problem.hint
    assert problem.source == f"content/images/{name}"
    assert library.problems == [problem]


def test_pixel_bomb_is_refused_before_it_is_decoded(content: Path, library: ImageLibrary) -> None:
    put(content / "bomb.png", Image.new("1", (20_000, 20_000)))
    put(content / "wide.png", Image.new("1", (10_000, 9_000)))
    put(content / "long.png", Image.new("1", (3, 20_000)))
    for name in ("bomb.png", "wide.png", "long.png"):
        assert "too large" in bad(library.original(name)).message


def test_film_is_not_read_into_memory(content: Path, library: ImageLibrary) -> None:
    with (content / "film.jpg").open("wb") as file:
        file.truncate(100_000_000)
    assert "too large: 100 MB" in bad(library.original("film.jpg")).message


def test_unreadable_file_is_a_problem(content: Path, library: ImageLibrary) -> None:
    put(content / "locked.png", corners()).chmod(0)
    with minding_permissions():
        assert "cannot be read" in bad(library.original("locked.png")).message


def test_damaged_metadata_does_not_spoil_a_good_image(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    put(content / "a.jpg", corners(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff", icc_profile=b"no profile")
    assert good(library.original("a.jpg")).width == 400
    library.picture("a.jpg", "", "card")
    assert all(opened(data).format for data in made(library, tmp_path).values())


# what is remembered


def test_unchanged_image_is_not_read_again(content: Path, tmp_path: Path) -> None:
    path = put(content / "a.png", corners())
    first = make_library(tmp_path)
    known = good(first.original("a.png"))
    first.save()
    memory = tmp_path / "cache/originals.json"
    memory.write_text(memory.read_text().replace(known.digest, "f" * 64))  # what nobody finds who reads
    assert good(make_library(tmp_path).original("a.png")).digest == "f" * 64
    os.utime(path)
    assert good(make_library(tmp_path).original("a.png")) == known


def test_image_is_read_again_whose_time_was_set_back(content: Path, tmp_path: Path) -> None:
    """As archives do whose files all have one time."""
    path = put(content / "a.png", encoded(corners((40, 20)), "PNG").ljust(1000, b"\0"))
    first = make_library(tmp_path)
    first.original("a.png")
    first.save()
    before = path.stat()
    path.write_bytes(encoded(corners((60, 20)), "PNG").ljust(1000, b"\0"))
    while path.stat().st_ctime_ns == before.st_ctime_ns or path.stat().st_mtime_ns != before.st_mtime_ns:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # until the clock has gone on
    assert good(make_library(tmp_path).original("a.png")).width == 60


@pytest.mark.parametrize("change", ["time", "size", "inode"])
def test_changed_image_is_read_again(content: Path, tmp_path: Path, change: str) -> None:
    path = put(content / "a.png", encoded(corners((40, 20)), "PNG").ljust(1000, b"\0"))
    first = make_library(tmp_path)
    first.original("a.png")
    first.save()
    stamp = path.stat().st_mtime_ns + (change == "time")
    written = path.with_name("b.png") if change == "inode" else path
    written.write_bytes(encoded(corners((60, 20)), "PNG").ljust(1000 + (change == "size"), b"\0"))
    os.utime(written, ns=(stamp, stamp))
    written.replace(path)
    assert good(make_library(tmp_path).original("a.png")).width == 60


def test_image_saved_twice_within_one_tick_of_the_clock_is_seen(content: Path, tmp_path: Path) -> None:
    path = content / "a.png"
    now = time.time_ns()
    for width in (40, 60):
        path.write_bytes(encoded(corners((width, 20)), "PNG").ljust(1000, b"\0"))
        os.utime(path, ns=(now, now))
        library = make_library(tmp_path)
        assert good(library.original("a.png")).width == width
        library.save()


def test_damaged_memory_only_costs_time(content: Path, tmp_path: Path) -> None:
    put(content / "a.png", corners())
    for rubbish in ("", "[]", '{"schema": 1}', '{"schema": 1, "files": {"a": [1]}, "facts": {}}'):
        (tmp_path / "cache").mkdir(exist_ok=True)
        (tmp_path / "cache" / "originals.json").write_text(rubbish)
        assert good(make_library(tmp_path).original("a.png")).width == 400


def test_memory_forgets_files_that_are_gone(content: Path, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        put(content / name, corners((40 if name == "a.png" else 60, 20)))
    first = make_library(tmp_path)
    first.original("a.png")
    first.original("b.png")
    first.save()
    (content / "a.png").unlink()
    put(content / "c.png", corners((80, 20)))
    second = make_library(tmp_path)
    second.original("c.png")
    second.save()
    memory = (tmp_path / "cache" / "originals.json").read_text()
    assert "a.png" not in memory
    assert "b.png" in memory
    assert "c.png" in memory


# pictures


def srcset_widths(srcset: str) -> list[int]:
    return [int(part.split()[1][:-1]) for part in srcset.split(", ")]


@pytest.mark.parametrize(
    ("profile", "width", "expected"),
    [
        ("card", 2000, [160, 320, 640]),
        ("card", 500, [160, 320, 500]),
        ("card", 640, [160, 320, 640]),
        ("hero", 4000, [480, 640, 960, 1280, 1600]),
        ("hero", 1500, [480, 640, 960, 1280, 1500]),
        ("hero", 300, [300]),
        ("body", 1600, [320, 480, 640, 960, 1280]),
        ("portrait", 1000, [96, 192]),
        ("portrait", 7, [7]),
    ],
)
def test_profile_makes_its_widths_and_never_enlarges(
    content: Path, library: ImageLibrary, profile: Profile, width: int, expected: list[int]
) -> None:
    put(content / "a.png", Image.new("RGB", (width, width // 2), RED))
    picture = library.picture("a.png", "A phone", profile)
    assert [source.type for source in picture.sources] == ["image/avif", "image/webp"]
    for source in picture.sources:
        assert srcset_widths(source.srcset) == expected
    assert (srcset_widths(picture.srcset) if picture.srcset else [expected[0]]) == expected
    assert f"-{expected[-1]}.jpg" in picture.src
    assert (picture.width, picture.height) == (expected[-1], max(1, round(width // 2 * expected[-1] / width)))
    assert picture.alt == "A phone"
    assert len(library.renditions()) == 3 * len(expected)


def test_profiles_ascend() -> None:
    assert all(sorted(set(ladder)) == list(ladder) for ladder in PROFILES.values())


def test_address_is_readable_and_follows_content(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    put(content / "Téléphone d'été_01.PNG.png", corners())
    put(content / "电话.png", corners((60, 30)))
    put(content / "___.png", corners((60, 30)))
    assert library.picture("Téléphone d'été_01.PNG.png", "", "card").src.startswith("/images/telephone-dete-01-png-")
    src = library.picture("电话.png", "", "card").src
    assert re.fullmatch(r"/images/dian-hua-[0-9a-f]{8}-60\.jpg", src)
    assert library.picture("___.png", "", "card").src == src.replace("dian-hua", "image")
    put(content / "电话.png", corners((60, 31)))
    assert make_library(tmp_path).picture("电话.png", "", "card").src != src


def test_transparent_image_falls_back_to_png_and_keeps_its_alpha(
    content: Path, library: ImageLibrary, tmp_path: Path
) -> None:
    image = corners(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    put(content / "glass.png", image)
    picture = library.picture("glass.png", "", "card")
    assert picture.src.endswith("-400.png")
    for address, data in made(library, tmp_path).items():
        alpha = opened(data).convert("RGBA").getchannel("A")
        assert alpha.getextrema() == pytest.approx((0, 255), abs=20), address


def test_drawing_is_shown_as_it_is(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    put(content / "phone-blue.svg", SVG)
    picture = library.picture("phone-blue.svg", "A phone", "card")
    assert picture.src.startswith("/images/phone-blue-")
    assert picture.src.endswith(".svg")
    assert (picture.width, picture.height, picture.srcset, picture.sources) == (300, 200, "", ())
    assert made(library, tmp_path) == {picture.src: SVG.encode()}


def test_foreign_image_stays_foreign(library: ImageLibrary) -> None:
    address = "https://cdn.example/a//b.jpg?w=3"
    picture = library.picture(address, "A phone", "card")
    assert (picture.src, picture.width, picture.height, picture.sources) == (address, 0, 0, ())
    assert library.social(address) == (address, 0, 0)
    assert not library.renditions()
    assert not library.problems


def test_the_address_of_a_foreign_image_holds_nothing_that_no_address_may_hold(library: ImageLibrary) -> None:
    written = 'https://cdn.example/my "best" été (1)%20/100% wool.jpg?a=1&b={2}'
    address = "https://cdn.example/my%20%22best%22%20été%20(1)%20/100%25%20wool.jpg?a=1&b=%7B2%7D"
    assert (library.picture(written, "", "card").src, library.social(written)[0]) == (address, address)


def test_image_with_a_problem_is_reported_once_and_shows_nothing(library: ImageLibrary) -> None:
    for _ in range(2):
        assert not library.picture("none.png", "", "card").src
        assert library.social("none.png") == ("", 0, 0)
    assert len(library.problems) == 1


def test_page_without_an_image_has_no_social_picture(library: ImageLibrary) -> None:
    assert library.social("") == ("", 0, 0)
    assert not library.problems


def test_files_do_not_depend_on_the_order_of_calls(content: Path, tmp_path: Path) -> None:
    put(content / "a.png", corners())
    put(content / "b.png", corners((900, 450)))
    put(content / "one" / "cover.png", corners((50, 40)))
    put(content / "two" / "cover.png", corners((50, 40)))
    put(content / "c.svg", SVG)
    names = ["a.png", "b.png", "c.svg", "one/cover.png", "two/cover.png"]
    profiles: list[Profile] = ["card", "hero"]
    calls: list[Callable[[ImageLibrary], object]] = [
        *(lambda library, n=name, p=profile: library.picture(n, "", p) for name in names for profile in profiles),
        *(lambda library, n=name: library.social(n) for name in names),
    ]
    plans = []
    for seed in range(4):
        library = make_library(tmp_path)
        for call in random.Random(seed).sample(calls, len(calls)):
            call(library)
        plans.append(library.renditions())
    assert all(plan == plans[0] for plan in plans)
    assert len({rendition.address for rendition in plans[0]}) == len(plans[0])
    assert all("two" not in rendition.original.path.parts for rendition in plans[0])


# social pictures


def test_social_picture_of_a_photo(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    put(content / "wide.png", corners((2400, 1600)))
    put(content / "small.png", corners((300, 150)))
    url, width, height = library.social("wide.png")
    assert url.startswith("https://shop.example/images/wide-")
    assert url.endswith("-1200.jpg")
    assert (width, height) == (1200, 800)
    assert library.social("small.png")[1:] == (300, 150)
    files = made(library, tmp_path)
    assert opened(files[url.removeprefix("https://shop.example")]).size == (1200, 800)


def test_social_picture_of_a_transparent_image_has_white_ground(
    content: Path, library: ImageLibrary, tmp_path: Path
) -> None:
    put(content / "clear.png", Image.new("RGBA", (300, 150), (0, 0, 0, 0)))
    library.social("clear.png")
    (data,) = made(library, tmp_path).values()
    assert opened(data).getpixel((5, 5)) == (255, 255, 255)


def test_social_picture_of_a_drawing_is_a_white_square_with_margin(
    content: Path, library: ImageLibrary, tmp_path: Path
) -> None:
    put(content / "c.svg", SVG)
    url, width, height = library.social("c.svg")
    assert url.endswith("-800.jpg")
    assert (width, height) == (800, 800)
    image = opened(made(library, tmp_path)[url.removeprefix("https://shop.example")])
    assert (image.size, image.mode) == ((800, 800), "RGB")
    left, top, right, bottom = ImageOps.invert(image).point(lambda value: 255 * (value > 32)).getbbox() or (0, 0, 0, 0)
    assert (left, right) == pytest.approx((80, 720), abs=4)
    assert (top, bottom) == pytest.approx((187, 613), abs=4)
    assert image.getpixel((400, 400)) == pytest.approx(RED, abs=4)
    assert not library.problems


def test_drawing_with_text_warns_where_the_text_is_lost(content: Path, library: ImageLibrary) -> None:
    put(content / "c.svg", SVG.replace("</svg>", "<text>Hello</text></svg>"))
    library.picture("c.svg", "", "card")
    assert not library.problems
    library.social("c.svg")
    assert [problem.severity for problem in library.problems] == [Severity.WARNING]
    assert "text" in library.problems[0].message


def test_drawing_as_thin_as_a_thread_can_be_drawn(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    put(content / "c.svg", SVG.replace("0 0 300 200", "0 0 1 90000"))
    library.social("c.svg")
    assert [opened(data).size for data in made(library, tmp_path).values()] == [(800, 800)]


# encoding


@pytest.mark.parametrize("orientation", range(1, 9))
def test_rotated_photo_is_upright_in_every_format(
    content: Path, library: ImageLibrary, tmp_path: Path, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    put(content / "a.jpg", corners(), exif=exif, quality=95)
    upright = ImageOps.exif_transpose(opened((content / "a.jpg").read_bytes()))
    library.picture("a.jpg", "", "card")
    for address, data in made(library, tmp_path).items():
        image = opened(data).convert("RGB")
        for x, y in [(0.2, 0.2), (0.2, 0.8), (0.8, 0.2), (0.8, 0.8)]:
            wanted = upright.getpixel((int(upright.width * x), int(upright.height * y)))
            assert isinstance(wanted, tuple)
            assert near(image.getpixel((int(image.width * x), int(image.height * y))), wanted), address


def grey_16() -> Image.Image:
    """Dark left, middle grey right, in 16 bits: clipping at 255 would make both white."""
    return Image.frombytes("I;16", (60, 30), (b"\x00\x20" * 30 + b"\x00\x80" * 30) * 30)


def palette_with_hole() -> Image.Image:
    image = Image.new("P", (60, 30), 1)
    image.putpalette([0, 0, 0, *RED])
    image.paste(0, (0, 0, 20, 30))
    return image


KINDS: dict[str, tuple[Image.Image, dict[str, Any], tuple[int, ...], tuple[int, ...]]] = {
    "cmyk.jpg": (corners((60, 30), "CMYK"), {"quality": 95}, RED, GREEN),
    "grey-16.png": (grey_16(), {}, (32, 32, 32), (128, 128, 128)),
    "grey.png": (Image.new("L", (60, 30), 90), {}, (90, 90, 90), (90, 90, 90)),
    "grey-alpha.png": (Image.new("LA", (60, 30), (90, 255)), {}, (90, 90, 90), (90, 90, 90)),
    "bits.png": (Image.new("1", (60, 30), 1), {}, (255, 255, 255), (255, 255, 255)),
    "palette.png": (corners((60, 30)).quantize(8), {}, RED, GREEN),
    "palette.gif": (corners((60, 30)).quantize(8), {}, RED, GREEN),
    "lossless.webp": (corners((60, 30)), {"lossless": True}, RED, GREEN),
    "modern.avif": (corners((60, 30)), {"quality": 95}, RED, GREEN),
}
"""Image, encoder settings, colour at the left, colour at the top right."""


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_pixels_keeps_its_colours(
    content: Path, library: ImageLibrary, tmp_path: Path, name: str
) -> None:
    image, settings, left, right = KINDS[name]
    put(content / name, image, **settings)
    library.picture(name, "", "card")
    library.social(name)
    files = made(library, tmp_path)
    assert {Path(address).suffix for address in files} == {".avif", ".webp", ".jpg"}
    for address, data in files.items():
        found = opened(data)
        assert found.mode == "RGB"
        assert near(found.getpixel((8, 8)), left, 20), address
        assert near(found.getpixel((50, 5)), right, 20), address


def test_palette_with_transparency_keeps_its_hole(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    put(content / "hole.png", palette_with_hole(), transparency=0)
    assert library.picture("hole.png", "", "card").src.endswith(".png")
    for data in made(library, tmp_path).values():
        alpha = opened(data).convert("RGBA").getchannel("A")
        assert alpha.getpixel((5, 15)) == pytest.approx(0, abs=5)
        assert alpha.getpixel((50, 15)) == pytest.approx(255, abs=5)


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (1, 40), (2000, 2)])
def test_tiny_and_narrow_images_can_be_made(
    content: Path, library: ImageLibrary, tmp_path: Path, size: tuple[int, int]
) -> None:
    put(content / "tiny.png", Image.new("RGBA", size, (*RED, 128)))
    picture = library.picture("tiny.png", "", "card")
    assert picture.height >= 1
    planned = {rendition.address: (rendition.recipe.width, rendition.height) for rendition in library.renditions()}
    assert {address: opened(data).size for address, data in made(library, tmp_path).items()} == planned


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_animation_shows_its_first_frame_and_says_so(
    content: Path, library: ImageLibrary, tmp_path: Path, ending: str
) -> None:
    frames = [Image.new("RGB", (60, 30), colour) for colour in (RED, GREEN, BLUE)]
    put(content / f"a.{ending}", frames[0], save_all=True, append_images=frames[1:])
    library.social(f"a.{ending}")
    assert len(library.problems) == 1
    library.picture(f"a.{ending}", "", "card")
    for data in made(library, tmp_path).values():
        image = opened(data)
        assert getattr(image, "n_frames", 1) == 1
        assert near(image.convert("RGB").getpixel((30, 15)), RED, 20)
    (problem,) = library.problems
    assert (problem.severity, problem.source) == (Severity.WARNING, f"content/images/a.{ending}")


def test_wide_gamut_profile_is_converted_and_removed(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    swapped = swapped_profile()
    put(content / "swapped.png", Image.new("RGB", (60, 30), (200, 40, 30)), icc_profile=swapped)
    put(content / "swapped-glass.png", Image.new("RGBA", (60, 30), (200, 40, 30, 128)), icc_profile=swapped)
    put(content / "unfit.png", Image.new("RGB", (60, 30), RED), icc_profile=lab)
    for name in ("swapped.png", "swapped-glass.png", "unfit.png"):
        library.picture(name, "", "card")
    for address, data in made(library, tmp_path).items():
        image = opened(data)
        assert "icc_profile" not in image.info
        wanted = (30, 40, 200) if "swapped" in address else RED
        assert near(image.convert("RGB").getpixel((30, 15)), wanted, 20), address
        if "glass" in address:
            assert image.getchannel("A").getpixel((30, 15)) == pytest.approx(128, abs=5), address


def swapped_profile() -> bytes:
    """The sRGB profile with the names of its red and blue primaries exchanged: reading it turns red into blue."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")


def test_metadata_is_stripped(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAM"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 29.6)
    for ending in ("jpg", "png", "webp", "avif"):
        extra = {"comment": b"SECRETCAM"} if ending == "jpg" else {}
        glass = corners((60, 30), "RGB" if ending == "jpg" else "RGBA")
        path = put(content / f"a-{ending}.{ending}", glass, exif=exif, xmp=b"<x>SECRETCAM</x>", **extra)
        assert b"SECRETCAM" in path.read_bytes()
        library.picture(path, "", "card")
        library.social(path)
    for address, data in made(library, tmp_path).items():
        assert b"SECRETCAM" not in data, address
        image = opened(data)
        assert not dict(image.getexif()), address
        assert not {"exif", "xmp", "comment", "icc_profile"} & image.info.keys(), address


# the cache and other processes


def test_bytes_are_the_same_with_and_without_cache_and_in_other_processes(
    content: Path, library: ImageLibrary, tmp_path: Path
) -> None:
    put(content / "a.png", noise((700, 500)))
    put(content / "c.svg", SVG)
    for name in ("a.png", "c.svg"):
        library.picture(name, "", "card")
        library.social(name)
    renditions = library.renditions()
    assert pickle.loads(pickle.dumps(renditions)) == renditions
    here = [produce(rendition, tmp_path / "cache") for rendition in renditions]
    assert [produce(rendition, tmp_path / "cache") for rendition in renditions] == here
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(partial(produce, cache=tmp_path / "elsewhere"), renditions)) == here


def test_cached_rendition_is_not_encoded_again(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    path = put(content / "a.png", corners())
    library.picture("a.png", "", "portrait")
    first = made(library, tmp_path)
    path.unlink()
    assert made(library, tmp_path) == first


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[:-1],
    "grown": lambda data: data + b"x",
    "emptied": lambda _: b"",
    "another": lambda _: b"short",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_cache_entry_is_made_again(content: Path, library: ImageLibrary, tmp_path: Path, damage: str) -> None:
    put(content / "a.png", corners())
    library.picture("a.png", "", "portrait")
    first = made(library, tmp_path)
    for entry in (tmp_path / "cache").iterdir():
        entry.write_bytes(DAMAGES[damage](entry.read_bytes()))
    assert made(library, tmp_path) == first
    assert made(library, tmp_path) == first
    assert not [entry for entry in (tmp_path / "cache").iterdir() if entry.name.startswith(".")]


def test_image_that_changes_during_the_build_is_not_published(
    content: Path, library: ImageLibrary, tmp_path: Path
) -> None:
    path = put(content / "a.png", corners())
    library.picture("a.png", "", "portrait")
    put(content / "a.png", corners((90, 90)))
    with pytest.raises(InputError, match=r"content/images/a\.png  the image changed"):
        made(library, tmp_path)
    path.unlink()
    with pytest.raises(InputError, match="changed"):
        made(library, tmp_path)


def test_rendition_address_depends_on_settings(content: Path, library: ImageLibrary) -> None:
    put(content / "a.png", corners())
    original = good(library.original("a.png"))
    marks = {Rendition(original, Recipe(format_, 160)).address.split("-")[1] for format_ in ("avif", "webp", "jpeg")}
    assert len(marks) == 3


def test_two_images_that_would_share_an_address_are_a_problem(
    content: Path, library: ImageLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renditions_module, "sha256", lambda _: sha256(b"always the same"))
    for folder, width in (("one", 40), ("two", 60)):
        put(content / folder / "cover.svg", SVG.replace("300", str(width)))
        library.picture(f"{folder}/cover.svg", "", "card")
    (problem,) = library.problems
    assert problem.source == "content/images/two/cover.svg"
    assert "content/images/one/cover.svg" in problem.message


# drawings


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="30"', (40, 30)),
        ('width="40px" height="30px" viewBox="0 0 4 3"', (40, 30)),
        ('width="1in" height="72pt"', (96, 96)),
        ('width="100%" height="100%" viewBox="0 0 24 12"', (24, 12)),
        ('viewBox="0,0,24.4 12"', (24, 12)),
        ('viewBox="-5 -5 24 12" width="48"', (48, 24)),
        ('viewBox="0 0 24 12" height="48"', (96, 48)),
        ('viewBox="0 0 0.2 0.1"', (1, 1)),
    ],
)
def test_drawing_has_the_size_of_its_root(
    content: Path, library: ImageLibrary, attributes: str, size: tuple[int, int]
) -> None:
    put(content / "c.svg", f'\ufeff<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')
    original = good(library.original("c.svg"))
    assert (original.width, original.height) == size


HARMLESS = [
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">{svg}',
    "<!-- <script>only a comment</script> -->{svg}",
    "{open}<style>.a { fill: url(#g) } .b { content: 'x' }</style><use href='#g'/></svg>",
    "{open}<image href='data:image/png;base64,iVBORw0KGgo='/></svg>",
    "{open}<metadata xmlns:r='urn:r'><r:x r:resource='https://licence.example'/></metadata></svg>",
    "{open}<path d='M0 0' style='fill:url(\"#g\")' fill='url(#h)'/></svg>",
]


@pytest.mark.parametrize("text", HARMLESS, ids=["doctype", "comment", "style", "embedded", "metadata", "fill"])
def test_harmless_drawing_is_accepted(content: Path, library: ImageLibrary, text: str) -> None:
    put(content / "c.svg", text.replace("{svg}", SVG).replace("{open}", SVG_START))
    assert good(library.original("c.svg")).vector


REFUSED = {
    "script": ("{open}<script>alert(1)</script></svg>", "<script>"),
    "prefixed-script": ("{open}<x:script xmlns:x='http://www.w3.org/2000/svg'/></svg>", "<script>"),
    "foreign-object": ("{open}<foreignObject/></svg>", "<foreignObject>"),
    "html": ("{open}<p xmlns='http://www.w3.org/1999/xhtml'/></svg>", "<p>"),
    "handler": ("{open}<path onload='alert(1)'/></svg>", "onload"),
    "shouted-handler": ("{open}<path ONCLICK='alert(1)'/></svg>", "ONCLICK"),
    "image": ("{open}<image href='photo.png'/></svg>", "photo.png"),
    "xlink": (
        "{open}<image xmlns:l='http://www.w3.org/1999/xlink' l:href='https://x.example/a.png'/></svg>",
        "x.example",
    ),
    "javascript": ("{open}<a href='javascript:alert(1)'/></svg>", "javascript:"),
    "nested-drawing": ("{open}<use href='data:image/svg+xml;base64,AAAA'/></svg>", "data:image/svg+xml"),
    "animated-href": ("{open}<set attributeName='xlink:href' to='javascript:alert(1)'/></svg>", "animates a reference"),
    "css-url": ("{open}<path style='fill:URL(https://x.example/a)'/></svg>", "x.example"),
    "quoted-css-url": ("{open}<path fill='url( \"other.svg#g\" )'/></svg>", "other.svg"),
    "import": ("{open}<style>@import 'https://x.example/a.css';</style></svg>", "x.example"),
    "font": ("{open}<style>@font-face{src:url(font.woff)}</style></svg>", "font.woff"),
    "style-sheet": ("<?xml-stylesheet href='a.css'?>{svg}", "style sheet"),
    "entity": ("<!DOCTYPE svg [<!ENTITY a 'b'>]>{svg}", "entity a"),
    "external-entity": ("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{svg}", "entity x"),
    "namespace": ("<svg viewBox='0 0 2 2'/>", "namespace"),
    "no-size": ("<svg xmlns='http://www.w3.org/2000/svg'/>", "no size"),
    "zero-size": ("<svg xmlns='http://www.w3.org/2000/svg' width='0' height='3'/>", "no size"),
    "infinite": ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 inf nan'/>", "no size"),
    "unclosed": ("{open}<path></svg>", "not well-formed"),
    "encoding": ("<?xml version='1.0' encoding='big5'?>{svg}", "not well-formed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_drawing_that_could_do_something_is_refused(content: Path, library: ImageLibrary, name: str) -> None:
    text, message = REFUSED[name]
    put(content / "c.svg", text.replace("{svg}", SVG).replace("{open}", SVG_START))
    problem = bad(library.original("c.svg"))
    assert message in problem.message
    assert problem.hint


def test_problem_of_a_drawing_names_its_line(content: Path, library: ImageLibrary) -> None:
    put(content / "c.svg", SVG.replace("</svg>", "\n\n<script/></svg>"))
    put(content / "d.svg", SVG.replace("</svg>", "\n\n<path></svg>"))
    put(content / "e.svg", SVG.replace("/>", ">é</rect>").encode("latin-1"))
    assert bad(library.original("c.svg")).line == 3
    assert bad(library.original("d.svg")).line == 3
    assert "UTF-8" in bad(library.original("e.svg")).message


# images of the wild


def damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data)
    for _ in range(chance.choice((1, 3, 9)) if changed else 0):
        changed[chance.randrange(min(len(changed), chance.choice((60, 10_000))))] = chance.randrange(256)
    return bytes(changed)


def test_damaged_bytes_are_a_problem_or_can_be_shown(content: Path, library: ImageLibrary, tmp_path: Path) -> None:
    chance = random.Random(5)
    exif = Image.Exif()
    exif[0x0112] = 6
    settings = {"exif": exif, "icc_profile": swapped_profile()}
    files = [encoded(noise((32, 24)), format_, **settings) for format_ in ("JPEG", "PNG", "WEBP", "AVIF")]
    files += [encoded(noise((32, 24)).quantize(16), "PNG"), encoded(noise((32, 24)), "GIF"), SVG.encode()]
    for number, data in enumerate(files * 40):
        library.social(put(content / f"{number}.png", damaged(data, chance)))
    assert library.problems
    planned = {rendition.address: (rendition.recipe.width, rendition.height) for rendition in library.renditions()}
    assert {address: opened(data).size for address, data in made(library, tmp_path).items()} == planned


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample images lie beside the checkout only where it is developed")
def test_samples_of_the_wild(tmp_path: Path) -> None:
    library = ImageLibrary([SAMPLES], tmp_path / "cache")
    paths = sorted(path for path in SAMPLES.rglob("*.*") if path.suffix in {".jpg", ".png", ".webp"})
    for path in paths:
        library.picture(path.resolve(), "", "card")
        library.social(path.resolve())
    wrong = {Path(problem.source).name for problem in library.problems}
    assert wrong == {"broken.png", "truncated_jpeg.jpg"} & {path.name for path in paths}
    planned = {rendition.address: (rendition.recipe.width, rendition.height) for rendition in library.renditions()}
    assert planned
    for address, data in made(library, tmp_path).items():
        image = opened(data)
        assert image.size == planned[address]
        assert not dict(image.getexif())
        assert image.mode in {"RGB", "RGBA"}
