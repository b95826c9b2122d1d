"""`storefront.catalog`: what people really hand over as an export is read, or refused with a word."""

import gzip
import io
import json
import zipfile

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storefront.catalog.frames import REASON, ROW
from storefront.catalog.prices import read_amount
from storefront.catalog.read import Table, read_table
from storefront.catalog.unpack import unpack
from storefront.problems import Severity

HEADER = "sku,name,price\n"
ROWS = [("A1", "Téléphone", "12"), ("B1", "Crêpière", "13")]
TEXT = HEADER + "".join(f"{','.join(row)}\n" for row in ROWS)


def table(data: bytes | str, source: str = "a.csv") -> Table:
    found, problems = read_table(data.encode() if isinstance(data, str) else data, source)
    assert problems == []
    assert found
    return found


def cells(data: bytes | str) -> list[tuple[object, ...]]:
    return table(data).frame.select("sku", "name", "price").rows()


def refused(data: bytes | str) -> str:
    found, (problem,) = read_table(data.encode() if isinstance(data, str) else data, "a.csv")
    assert found is None
    assert problem.severity is Severity.ERROR
    return str(problem)


# letters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_by_its_bytes(encoding: str) -> None:
    assert cells(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize(
    ("encoding", "name", "called"), [("cp1252", "Crème à 5 €", "Windows-1252"), ("latin-1", "Crème", "Latin-1")]
)
def test_western_letters_are_read_and_told_with_an_example(encoding: str, name: str, called: str) -> None:
    found, (problem,) = read_table(f"{HEADER}A1,{name},5\n".encode(encoding), "a.csv")
    assert found
    assert found.frame["name"].to_list() == [name]
    assert str(problem).startswith(f"a.csv:2  the file is not UTF-8 and was read as {called}: “Crème” → if that is")
    assert problem.severity is Severity.NOTICE


def test_western_letters_in_the_header_alone_are_read_too() -> None:
    found, (problem,) = read_table("sku,Prénom\nA1,Jean\n".encode("latin-1"), "a.csv")
    assert found
    assert found.headers == ["sku", "Prénom"]
    assert str(problem).startswith("a.csv:1  the file is not UTF-8 and was read as Latin-1: “Prénom” → if that is")


def test_a_broken_letter_among_good_ones_costs_its_row_only() -> None:
    data = (TEXT + "C1,").encode() + b"\xe9t\xe9,5\n"
    found, (problem,) = read_table(data, "a.csv")
    assert found
    assert found.frame.select(ROW, REASON).rows() == [
        (2, None),
        (3, None),
        (4, "the row has bytes that are not UTF-8"),
    ]
    assert str(problem).startswith("a.csv:4  byte 0xE9 is not UTF-8, as the rest of the file is → save the export")
    assert problem.severity is Severity.NOTICE


def test_bytes_of_no_known_letters_are_refused() -> None:
    assert refused(HEADER.encode() + b"A1,\x81\x8d,5\n").startswith(
        "a.csv:2  byte 0x81 is neither UTF-8 nor Windows-1252 → save the export as UTF-8"
    )


# columns


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_sign_between_columns_is_found(separator: str) -> None:
    text = TEXT.replace(",", separator) + f'C1{separator}"a{separator}b"{separator}1,5\n'.replace("1,5", "15")
    assert cells(text) == [*ROWS, ("C1", f"a{separator}b", "15")]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (f"sep=,\n{TEXT}", 3),
        (f"\n\n{TEXT}", 4),
        (f",,\n{TEXT}", 3),
        (TEXT.replace("\n", ",\n"), 2),
        (TEXT.replace("A1,Téléphone,12", "A1,Téléphone,12,,"), 2),
        (TEXT + "\x1a", 2),
        (TEXT + ",,\n\n \n", 2),
        (TEXT.replace("\n", "\r\n"), 2),
    ],
    ids=["sep", "empty lines", "empty cells above", "comma at the end", "commas at one end", "Ctrl-Z", "end", "CRLF"],
)
def test_what_spreadsheets_leave_around_a_table_is_no_mistake(text: str, row: int) -> None:
    assert cells(text) == ROWS
    assert table(text).frame[ROW][0] == row


def test_a_last_line_that_is_no_row_is_told_and_kept() -> None:
    found, (problem,) = read_table(f"{TEXT}2 rows in all\n".encode(), "a.csv")
    assert str(problem).startswith("a.csv:4  the row has 1 cells where the header has 3")
    assert found
    assert found.frame["sku"].to_list() == ["A1", "B1", "2 rows in all"]
    assert found.frame[REASON].null_count() == 2


def test_two_columns_of_one_name_are_told_and_both_kept() -> None:
    found, (problem,) = read_table(b"sku,name,name\nA1,One,Two\n", "a.csv")
    assert str(problem) == "a.csv:1:name  “name” heads two columns → keep one of the columns: the first is read"
    assert found
    assert found.frame.select("name", "name (2)").rows() == [("One", "Two")]


def test_a_column_without_a_name_gets_its_number() -> None:
    assert table("sku,,name\nA1,x,One\n").headers == ["sku", "column 2", "name"]


def test_line_breaks_in_quotes_stay() -> None:
    assert cells(f'{HEADER}A1,"One\n\n""two""",5\n') == [("A1", 'One\n\n"two"', "5")]


@pytest.mark.parametrize("cell", [" a", "a\t", "\u00a0a\u2009", '" a\n"'])
def test_cells_lose_the_space_around_them_even_where_they_repeat(cell: str) -> None:
    text = HEADER + "".join(f"A{n},{cell if n % 7 == 3 else 'a'},{cell}\n" for n in range(50))
    assert table(text).frame.select(pl.col("name", "price").unique()).rows() == [("a", "a")]


def test_an_empty_cell_among_ones_that_repeat_is_none() -> None:
    text = HEADER + "".join(f"A{n},{' ' if n % 7 == 3 else 'a'},{chr(34) * 2 if n % 5 else '1'}\n" for n in range(50))
    assert table(text).frame.null_count().row(0)[-3:] != (0, 0, 0)
    assert table(text).frame.select(pl.col("sku", "name", "price").null_count()).row(0) == (0, 7, 40)


def test_headers_of_facts_and_options_are_known_in_any_letters() -> None:
    assert table("sku,Spec: Weight,OPTION:Size,name\nA,1 kg,M,One\n").headers == [
        "sku",
        "spec:Weight",
        "option:Size",
        "name",
    ]


# other forms


def test_a_list_of_nothing_is_an_empty_cell() -> None:
    found = table('[{"sku": "A1", "a": [null], "b": ["x", null], "c": []}, {"sku": "A2", "a": [null, "y"]}]').frame
    assert found.select("a", "b", "c").rows() == [(None, "x", None), ("y", None, None)]


def test_parquet_is_read_as_text() -> None:
    file = io.BytesIO()
    frame = pl.DataFrame(
        {"sku": ["A1", None], " name ": ["One", "Two"], "price": [12.5, 13.0], "images": [["a", "b"], []]}
    )
    frame.write_parquet(file)
    found = table(file.getvalue(), "a.parquet").frame
    assert found.select(ROW, "sku", "name", "price", "images").rows() == [
        (2, "A1", "One", "12.5", "a|b"),
        (3, None, "Two", "13.0", None),
    ]


def test_a_list_of_json_objects_is_a_table() -> None:
    for text in ('[{"sku": "A1", "price": 5}]', '{"products": [{"sku": "A1", "price": 5}], "count": 1}'):
        assert table(text).frame.select("sku", "price").rows() == [("A1", "5")]


def test_a_single_json_object_is_an_offer_with_its_lists_as_cells() -> None:
    assert table('{"sku": "A1", "images": ["a", "b"]}').frame.select("sku", "images").rows() == [("A1", "a|b")]


CUT_ROWS = [{"sku": "A1", "name": "Téléphone", "images": ["a", "b"]}, {"sku": "B1", "on": True, "price": -12.5}]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("data", [CUT_ROWS, {"count": 2, "products": CUT_ROWS, "all": True}, {"data": {"a": CUT_ROWS}}])
def test_json_that_is_cut_off_anywhere_is_an_error_with_its_line(data: object, indent: int | None) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=False).encode()
    for end in range(1, len(text)):
        found, problems = read_table(text[:end], "a.json")
        problem = next(one for one in problems if one.severity is Severity.ERROR)
        assert found is None
        assert problem.message.startswith("the JSON is cut off")
        assert problem.line == text[:end].count(b"\n") + 1


def test_json_lines_that_are_cut_off_anywhere_are_an_error_with_its_line() -> None:
    first, last = (json.dumps(row).encode() for row in CUT_ROWS)
    for name in ("a.jsonl", "a.json"):
        for end in range(1, len(last)):
            found, (problem,) = read_table(first + b"\n" + last[:end], name)
            assert found is None
            assert str(problem).startswith(f"{name}:2  the JSON is cut off")
            assert problem.severity is Severity.ERROR


@pytest.mark.parametrize("text", ["[]", "{}", "[\n]", '{"products": []}', '{\n"products": [ ], "count": 0}', "[{}]"])
def test_whole_json_without_a_row_is_told_as_such(text: str) -> None:
    assert refused(text) == "a.csv  the export has no rows → export it again"


@pytest.mark.parametrize(
    ("data", "report"),
    [
        (b"PAR1 but no more", "the Parquet file is broken: "),
        (b'[{"sku": ]', "the JSON is broken: "),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "the file is a web page, not an export → open the"),
        (b"<rss><channel></channel></rss>", "the XML has no <item> and no <entry> → export an RSS or Atom feed"),
        (b"<rss><item><id>1 & 2</id></item></rss>", "the XML is broken: not well-formed (invalid token) → "),
    ],
)
def test_files_that_are_no_exports_are_refused_with_a_word(data: bytes, report: str) -> None:
    assert report in refused(data)


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><item><id>&b;</id></item></rss>'
FETCH = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><item><id>&a;</id></item></rss>'


@pytest.mark.parametrize("text", [BOMB, FETCH, '<!DOCTYPE rss SYSTEM "https://a.example/x.dtd"><rss></rss>'])
def test_a_feed_with_a_document_type_is_refused(text: str) -> None:
    assert refused(text).startswith("a.csv:1  the feed has a document type → remove the <!DOCTYPE …>")


def test_elements_of_a_feed_are_columns_and_its_lines_the_rows() -> None:
    text = """<?xml version="1.0"?>
    <rss xmlns:m="http://base.google.com/ns/1.0"><channel><title>Shop</title>
    <item><m:id>1</m:id><title>Plain</title><m:title><![CDATA[A <b>]]></m:title>
      <m:shipping><m:country>FR</m:country></m:shipping><m:image>a</m:image><m:image>b</m:image></item>
    <item><m:id>2</m:id><x:other>o</x:other></item></channel></rss>"""
    assert table(text).frame.select(ROW, "id", "title", "shipping country", "image", "x:other").rows() == [
        (3, "1", "A <b>", "FR", "a|b", None),
        (5, "2", None, None, None, "o"),
    ]


# archives


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_archives_hold_exports() -> None:
    assert unpack(gzip.compress(b"x"), "a.csv.gz") == ([("a.csv", b"x")], [])
    files = {"b.csv": b"b", "a/a.xml": b"a", "__MACOSX/b.csv": b"", ".x.csv": b"", "readme.md": b""}
    assert unpack(zipped(files), "a.zip") == ([("a.zip/a/a.xml", b"a"), ("a.zip/b.csv", b"b")], [])


@pytest.mark.parametrize(
    ("data", "report"),
    [
        (gzip.compress(b"x" * 999, mtime=0)[:-9], "the archive is broken: "),
        (zipped({"a.csv": b"x" * 99})[:-30], "the archive is broken: "),
        (zipped({"a.txt.exe": b""}), "there is no export in the archive → "),
        (zipped({"[Content_Types].xml": b""}), "the file is a workbook of a spreadsheet → save it as “CSV UTF-8”"),
        (b"\xd0\xcf\x11\xe0", "the file is a workbook of a spreadsheet → save it as “CSV UTF-8”"),
    ],
)
def test_archives_that_cannot_be_read_are_refused(data: bytes, report: str) -> None:
    files, (problem,) = unpack(data, "a")
    assert files == []
    assert report in str(problem)


# amounts


@pytest.mark.parametrize(
    ("text", "number", "currencies"),
    [
        ("1 234,56", "1234.56", set()),
        ("1\u202f234,56\u00a0€", "1234.56", {"EUR"}),
        ("1.234,56", "1234.56", set()),
        ("1,234.56", "1234.56", set()),
        ("1'234.50 CHF", "1234.50", {"CHF"}),
        ("₹1,10,990", "110990", {"INR"}),
        ("₹1,10,990.50", "110990.50", {"INR"}),
        ("13 000Fcfa", "13000", {"XOF", "XAF"}),
        ("1.234.567", "1234567", set()),
        ("30.7 AUD", "30.7", {"AUD"}),
        ("US$ 12", "12", {"USD"}),
        ("12,- €", "12", {"EUR"}),
        ("Rs. 500", "500", {"INR", "PKR", "LKR", "NPR", "MUR"}),
        ("0,125", "0.125", set()),
        ("1234,567", "1234.567", set()),
        ("1.234", "1.234", set()),
        ("1,234 €", "1,234", {"EUR"}),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, number: str, currencies: set[str]) -> None:
    amount = read_amount(text)
    assert amount
    assert (amount.number, set(amount.currencies)) == (number, currencies)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "from 12",
        "12 34",
        "1,2,3",
        "1.23.456",
        "1,234,56",
        "1e3",
        "١٢",
        "12 EUR USD",
        "€",
        "1,,2",
        "12-15",
        ".5",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    amount = read_amount(text)
    assert amount is None or (text == "12 EUR USD" and not amount.currencies)


@pytest.mark.parametrize(("decimal", "number"), [(".", "1234"), (",", "1.234")])
def test_the_decimal_sign_of_a_file_decides_what_a_cell_leaves_open(decimal: str, number: str) -> None:
    amount = read_amount("1,234", decimal)
    assert amount
    assert amount.number == number


# anything at all


@settings(max_examples=150)
@given(st.binary(max_size=120) | st.text(alphabet='<>![]{}":,;|\t\n aé&/?=', max_size=60).map(str.encode))
@example(b"<?xml")
@example(b"\x1f\x8b")
@example(b"PK\x03\x04")
@example(b"PAR1")
@example(b"{}")
@example(b"[[]]")
@example(b"sep=\n")
def test_any_bytes_become_rows_or_problems(data: bytes) -> None:
    files, problems = unpack(data, "a")
    for name, part in files:
        found, more = read_table(part, name)
        problems += more
        assert found or more
        assert found is None or found.frame.height
    assert all(problem.message for problem in problems)
