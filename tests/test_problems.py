"""`storefront.problems`: mistakes as people read them."""

import random
from pathlib import Path

import pytest

from storefront.problems import SHOWN_NOTICES, InputError, Problem, Severity, errors, report, shown


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("a.md"), "a.md  "),
        (Problem("a.md", message="is empty"), "a.md  is empty"),
        (Problem("a.md", 3, message="is odd", hint="mend it"), "a.md:3  is odd → mend it"),
        (
            Problem("a.csv", 3, "price", "“x” is no price", "write digits"),
            "a.csv:3:price  “x” is no price → write digits",
        ),
        (Problem("shop.toml", field="name", message="is missing"), "shop.toml:name  is missing"),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(problem: Problem, line: str) -> None:
    assert str(problem) == line


def test_a_report_is_in_the_order_of_places_and_counts_at_its_end() -> None:
    problems = [
        Problem("b.md", 2, message="late"),
        Problem("b.md", 10, message="later"),
        Problem("a.md", message="whole", severity=Severity.WARNING),
        Problem("b.md", 2, "title", "named", severity=Severity.NOTICE),
    ]
    random.Random(1).shuffle(problems)
    assert report(problems) == (
        "warning: a.md  whole\nerror: b.md:2  late\nnotice: b.md:2:title  named\nerror: b.md:10  later\n"
        "2 errors, 1 warning, 1 notice"
    )


def test_what_was_found_twice_is_told_once() -> None:
    assert report([Problem("a.md", 1, message="x")] * 3) == "error: a.md:1  x\n1 error"


def test_nothing_found_is_nothing_to_say() -> None:
    assert report([]) == ""


def test_of_many_notices_of_a_source_the_first_are_printed_and_all_are_counted() -> None:
    many = [Problem("a.csv", row, message="odd", severity=Severity.NOTICE) for row in range(1, 1_500)]
    one = Problem("b.csv", 1, message="odd", severity=Severity.NOTICE)
    last = Problem("a.csv", 9_999, message="wrong")
    lines = report([*many, one, last]).splitlines()
    assert lines[:SHOWN_NOTICES] == [f"notice: a.csv:{row}  odd" for row in range(1, SHOWN_NOTICES + 1)]
    assert lines[SHOWN_NOTICES:] == [
        "error: a.csv:9999  wrong",
        "notice: b.csv:1  odd",
        "notice: a.csv  1,479 more of these; all are in .cache/rejects/",
        "1 error, 1,500 notices",
    ]


def test_as_many_notices_as_are_printed_leave_none_to_mention() -> None:
    notices = [Problem("a.csv", row, message="odd", severity=Severity.NOTICE) for row in range(SHOWN_NOTICES)]
    assert len(report(notices).splitlines()) == SHOWN_NOTICES + 1


def test_a_release_stops_for_warnings_too() -> None:
    found = [Problem("a", severity=severity) for severity in Severity]
    assert [problem.severity for problem in errors(found)] == [Severity.ERROR]
    assert [problem.severity for problem in errors(found, strict=True)] == [Severity.WARNING, Severity.ERROR]


def test_an_input_error_carries_everything_sorted() -> None:
    found = [Problem("b", message="x"), Problem("a", message="y", severity=Severity.NOTICE)]
    error = InputError(iter(found))
    assert error.problems == found[::-1]
    assert str(error) == "notice: a  y\nerror: b  x\n1 error, 1 notice"


def test_paths_are_shown_from_the_folder_of_the_shop() -> None:
    assert shown(Path("/shop/content/a.md"), Path("/shop")) == "content/a.md"
    assert shown(Path("/elsewhere/a.md"), Path("/shop")) == "/elsewhere/a.md"
