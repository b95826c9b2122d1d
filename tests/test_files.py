"""Files written while others read and write them."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from storefront.files import replace_file


def test_threads_may_replace_the_same_file_at_once(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "file"
    texts = [bytes([letter]) * 50_000 for letter in b"abcdefgh"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(replace_file, target), texts * 20))
    assert target.read_bytes() in texts
    assert list(target.parent.iterdir()) == [target]
