"""PDF scripts from the field are read in the order in which people read them."""

from __future__ import annotations

import pytest

from tests.field.pdf_documents import draw_columns, draw_lines, make_pdf
from vsl.text.readers.script_file import read_script, read_text_file

_LEFT = ("First column talks about", "how you lost all of it", "in one single day.")
_RIGHT = ("Second column explains", "the three secret steps", "that you can take.")
_MIDDLE = ("Another one stands", "between the other two", "and has its say.")


@pytest.mark.parametrize("by_row", [True, False])
def test_columns_are_read_one_after_the_other(by_row: bool) -> None:
    # report: pdfplumber#1303
    content = make_pdf(draw_columns(_LEFT, _RIGHT, by_row=by_row))
    assert read_script(content).split("\n") == [*_LEFT, *_RIGHT]


def test_three_columns_below_a_line_over_all_of_them() -> None:
    title = "A title that stands over all three of the columns and is as wide as they are together"
    content = make_pdf(draw_lines(title) + draw_columns(_LEFT, _MIDDLE, _RIGHT))
    assert read_script(content).split("\n") == [title, *_LEFT, *_MIDDLE, *_RIGHT]


def test_a_column_that_begins_lower_belongs_to_the_columns() -> None:
    left = [(40, 700 - 14 * row, line) for row, line in enumerate(_LEFT)]
    right = [(300, 694 - 14 * row, line) for row, line in enumerate(_RIGHT)]
    pieces = [piece for pair in zip(right, left, strict=True) for piece in pair]
    both_twice = pieces + draw_columns(_LEFT, _RIGHT, top=600)
    assert read_script(make_pdf(both_twice)).split("\n")[:3] == list(_LEFT)


def test_the_cells_of_a_table_are_read_row_by_row() -> None:
    cells = (("Plan", "Gold", "Silver"), ("Price", "$97", "$47"), ("Days", "30", "10"))
    rows = read_script(make_pdf(draw_columns(*cells))).split("\n")
    assert [row.split() for row in rows if row.strip()] in (
        [["Plan", "Price", "Days"], ["Gold", "$97", "30"], ["Silver", "$47", "10"]],
        [[cell] for row in zip(*cells, strict=True) for cell in row],
    )


def test_hyphens_that_belong_to_words_stay() -> None:
    # report: pypdf#1974
    lines = ("This is an extraor-", "dinary, well-", "known plan for 30-", "day money-back guar-",
             "antee by Anna-", "Maria Smith, and a state-of-the-", "art re-", "fund.")  # fmt: skip
    assert read_script(make_pdf(draw_lines(*lines))) == (
        "This is an extraordinary, well-known plan for 30-day money-back guarantee by Anna-Maria "
        "Smith, and a state-of-the-art refund."
    )


def test_ligatures_and_letters_with_a_map_are_read() -> None:
    assert read_script(make_pdf(draw_lines("The ~rst ~ve of~ces"))) == "The first five offices"


def test_running_heads_with_numbers_are_not_read_out_and_told() -> None:
    pages = [
        draw_lines(
            "ACME Letter - Page 3",
            f"This is sentence {word}.",
            f"It goes on with {word}.",
            f"- {n} -",
        )
        for n, word in enumerate(("one", "two", "three", "four"), start=3)
    ]
    pages[1][0] = (*pages[1][0][:2], "ACME Letter - Page 4")
    read = read_text_file(make_pdf(*pages), name="a.pdf")
    assert read.text.split("\n") == [
        line
        for word in ("one", "two", "three", "four")
        for line in (f"This is sentence {word}.", f"It goes on with {word}.")
    ]
    assert read.doubt == "Not read out from a.pdf: 8 page numbers, headers or footers."
