"""A shop in the pseudo-locales, whose own data is accented: what is plain on its pages comes from the theme."""

from storefront.locales.pseudo import accent


def said(text: str) -> str:
    """A text of the shop's data, written so that it is not taken for one of the theme's."""
    return accent(text)


SETTINGS = f"""
name = "{said("Lamps")}"
address = "https://lamps.example"
tagline = "Light for less"
description = "Lamps for every desk"
legal = "A shop of the tests"
[locales.en-XA]
prefix = "xa"
currency = "GBP"
market = "gb"
tax_note = "{said("Tax included")}"
[locales.ar-XB]
prefix = "xb"
currency = "GBP"
market = "gb"
[locales.en-GB]
prefix = "en"
currency = "GBP"
market = "gb"
[grades.good]
label = "Good"
explanation = "A few marks"
[markets.gb]
delivery = 4.90
free_from = 100
handling_days = [0, 1]
transit_days = [2, 3]
[[promises]]
title = "A year of warranty"
text = "We repair it"
[[footer]]
title = "Help"
links = ["page:about", "guides", "blog"]
[catalog]
page_size = 4
[blog]
page_size = 2
"""
KINDS = [("Lamps", 3, "")] * 9 + [
    ("Lamps > Small lamps", 2, ""),
    ("Lamps", 0, ""),
    ("Lamps", 0, "discontinued"),
    ("Tables", 1, ""),
]
"""Category, stock and status of each product."""
ROWS = [
    f"{number}-{size},lamp-{number},{said('Lamp')} {number},{said('Acme')},{category},good,{size} GB,{colour},"
    f"{100 + number},{150 + number},{stock},{said('white')},4.5,12,https://buy.example/{number},{status}"
    for number, (category, stock, status) in enumerate(KINDS)
    for size, colour in ((64, "Red"), (128, "Blue"))
]
HEAD = (
    "sku,product,name,brand,category,grade,storage,colour,price_gb,price_new_gb,stock,spec:Shade,rating,rating_count,"
    "buy_url,status"
)


def text(title: str, header: str = "") -> str:
    body = f"## {said('Heading')}\n\n{said('Words')} [{said('lamp')}]({{product}}lamp-1).\n"
    return f"Title: {said(title)}\nStandfirst: {said('Standfirst')}\n{header}\n{body}"


POST = f"Category: News\nTags: Light, Dark\nAuthors: ann\nSignature: {said('the team')}\nInvitation: {said('Write')}\n"
FILES = {
    "shop.toml": SETTINGS,
    "content/catalog/offers.csv": "\n".join([HEAD, *ROWS, ""]),
    "content/authors/ann/en.md": f"Title: {said('Ann')}\nRole: {said('Editor')}\n\n{said('She writes')}\n",
    **{f"content/blog/post-{n}/en.md": text(f"Post {n}", f"Date: 2026-0{n}-01\n{POST}") for n in range(1, 6)},
    **{f"content/guides/guide-{n}/en.md": text(f"Guide {n}", "Date: 2026-01-01\n") for n in range(1, 4)},
    "content/pages/about/en.md": text("About"),
    "content/pages/contact/en.md": text("Contact"),
}
