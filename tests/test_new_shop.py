"""`vitrina new-shop DIR`, and a shop that changes pieces of the theme."""

from pathlib import Path

from tests.sites import built, clean, contents, make, run, write


def test_a_new_shop_builds_at_once_and_without_a_word(tmp_path: Path) -> None:
    folder = tmp_path / "my shop"
    done = run("scripts", "new-shop", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"vitrina --shop '{folder}' serve" in done.stdout  # as a shell reads it
    first = run("scripts", "--shop", folder, "build", "--publish")
    assert (first.returncode, first.stderr) == (0, "")
    assert "(en-GB 20, fr-FR 19) from 4 offers" in first.stdout
    assert contents(folder / "output") == clean(folder)


def test_links_of_a_new_shop_lead_somewhere(tmp_path: Path) -> None:
    assert run("scripts", "new-shop", tmp_path / "shop").returncode == 0
    site = built(tmp_path / "shop")
    for page in site.pages.values():
        for address in page.addresses():
            if address.startswith(("/", site.host)):
                assert (site.output / site.file(address)).is_file(), f"{page.path}: {address}"
    # every word of the catalog and of shop.toml has its French
    text = site.text("fr/index.html") + site.text("fr/produit/phone-one/index.html")
    for word in ("Téléphones", "Noir", "Taille d’écran", "Bon état"):
        assert word in text


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "shop/notes.txt", "mine")
    done = run("scripts", "new-shop", tmp_path / "shop")
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path / 'shop'} is not empty → name a new folder\n"
    assert contents(tmp_path / "shop") == {"notes.txt": b"mine"}
    (tmp_path / "empty").mkdir()
    assert run("scripts", "new-shop", tmp_path / "empty").returncode == 0


def test_a_shop_changes_a_template_a_component_and_a_sheet(shop: Path) -> None:
    plain = built(shop)
    assert 'class="price"' in plain.text("en/product/phone-a/index.html")
    sheet = plain.page("/en/").link("stylesheet")
    write(shop / "theme/templates/text.html", '{% extends "layout.html" %}{% block main %}<h1>ours</h1>{% endblock %}')
    write(
        shop / "theme/templates/components/price.html",
        '{% macro price(price, several=false) %}<b class="ours">{{ price.text }}</b>{% endmacro %}',
    )
    write(shop / "theme/static/css/components/price.css", ".ours { color: teal }\n")
    site = built(shop)
    assert site.page("/en/contact/").said("h1") == ["ours"]
    assert site.page("/en/contact/").all("a", class_="brand")  # in the product's layout
    assert '<b class="ours">£169.00</b>' in site.text("en/product/phone-a/index.html")
    assert site.page("/en/").link("stylesheet") != sheet
    assert ".ours{color:teal}" in site.text(site.file(site.page("/en/").link("stylesheet")))


def test_a_shop_brings_a_whole_theme(minimal: Path) -> None:
    write(minimal / "theme/static/css/main.css", "h1 { color: teal }\n")
    result = make(minimal)
    assert result.problems == []  # the product's sheets are not missed
    (sheet,) = (minimal / "output/static").glob("*.css")
    assert sheet.read_text(encoding="utf-8") == "h1{color:teal}"


def test_the_names_of_a_new_shop_are_known_to_translators(tmp_path: Path) -> None:
    """Otherwise the first word of `translate status` would be that nobody uses its French names."""
    run("scripts", "new-shop", tmp_path / "shop")
    shown = run("scripts", "--shop", tmp_path / "shop", "translate", "extract", "--check")
    assert (shown.returncode, shown.stderr) == (0, "")
