"""Draws every illustration of the sample shop: products, heroes, portraits, the social card.

Run it again after a change with

    python -m scripts.illustrate content

It writes `images/products/<family>-<colour>.svg`, `images/home.webp` (cut out, for it stands on the page's stage),
`images/og.png`, `blog/<key>/*.webp`, `guides/<key>/hero.webp` and `authors/<key>/portrait.webp` below the folder that
it is given; the same code writes the same bytes. `--only TEXT` keeps to the files whose path holds TEXT, `--svg` puts
the vector source beside each picture, for a look in the browser.

`svg` spells the markup and `finish` the colours; `phones`, `computers`, `consoles` and so on draw the devices;
`products` lists them; `scenes` put the same devices into places; `pictures` lists the scenes and turns them into pixels
(needs `resvg_py` and Pillow, which the drawings of products do not).
"""
