"""Scripts from the field: the words that are read out, and one line on what is not."""

from __future__ import annotations

import pytest

from tests.field.cases import FieldCase, name_case
from tests.field.word_documents import field, make_document, paragraph, run, text_box
from vsl.text.readers.script_file import read_script, read_text_file
from vsl.text.script.markdown import describe_unread
from vsl.text.written import script_words

_BOLD_BEFORE = "<w:rPrChange w:id='1'><w:rPr><w:b/><w:vanish/></w:rPr></w:rPrChange>"
_HEADING_BEFORE = "<w:pPrChange w:id='1'><w:pPr><w:pStyle w:val='Heading 1'/></w:pPr></w:pPrChange>"
_MARK_DELETED = "<w:rPr><w:del w:id='1'/></w:rPr>"

_WORD = (
    FieldCase("a text box inside a sentence", "OfficeXML4D#34",
        make_document(paragraph("It differs ", text_box("A box"), "from most.")),
        "It differs from most. A box"),
    FieldCase("formatting that was tracked", "own",
        make_document(paragraph(run("It stays ", _BOLD_BEFORE), "plain.", looks=_HEADING_BEFORE)),
        "It stays plain."),
    FieldCase("insertions, deletions and moves", "own",
        make_document(paragraph("Only ", f"<w:ins w:id='1'>{run('$47 ')}</w:ins>",
        "<w:del w:id='2'><w:r><w:delText>$97 </w:delText></w:r></w:del>",
        f"<w:moveFrom w:id='3'>{run('now ')}</w:moveFrom>", "today ",
        f"<w:moveTo w:id='4'>{run('now.')}</w:moveTo>")), "Only $47 today now."),
    FieldCase("a deleted end of a paragraph", "own",
        make_document(paragraph("It goes ", looks=_MARK_DELETED), paragraph("on here.")),
        "It goes on here."),
    FieldCase("hyphens and tabs", "own",
        make_document(paragraph(run("<w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t>"
        "<w:tab/><w:t>extra</w:t><w:softHyphen/><w:t>ordinary</w:t><w:ptab/><w:t>twenty\u2011one"
        "</w:t>"))), "well-known extraordinary twenty-one"),
    FieldCase("symbols", "own",
        make_document(paragraph("More ", run("<w:sym w:font='Symbol' w:char='F0B3'/>"), " five ",
        run("<w:sym w:font='Arial' w:char='00E9'/>"), ".")), "More ≥ five é."),
    FieldCase("fields", "own",
        make_document(paragraph(field("TOC \\o", "Chapter one 4")),
        paragraph("Until ", field("DATE", "June 30"), "<w:fldSimple w:instr='TIME'>"
        f"{run(' at noon')}</w:fldSimple>", ".")), "Until June 30 at noon."),
    FieldCase("content controls", "own",
        make_document("<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("Hello.") + "</w:sdtContent>"
        "</w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph("Click here to enter text.") + "</w:sdtContent></w:sdt>", paragraph("You.")),
        "Hello. You."),
    FieldCase("tables", "own",
        make_document("<w:tbl><w:tr><w:tc>" + paragraph("Gold") + "</w:tc><w:tc>"
        + paragraph("$97") + "</w:tc></w:tr></w:tbl>"), "Gold $97"),
    FieldCase("tab stops are no tabs", "own",
        make_document(paragraph("Hi", looks="<w:tabs><w:tab w:val='left'/></w:tabs>")), "Hi"),
)  # fmt: skip
_MARKDOWN = (
    FieldCase(
        "tables",
        "open-webui#7125",
        "Plans:\n\n| Plan | Price |\n|:-----|------:|\n| **Gold** | $97 |\n| a \\| b | [x](y) |\n",
        "Plans: Plan Price Gold $97 a | b x",
    ),
    FieldCase(
        "links by reference",
        "anything-llm#5560",
        'See [our page][p], [p] and [it][].\n\n[p]: https://a.example/x "Order"\n[it]: <b c>\n',
        "See our page, p and it.",
    ),
    FieldCase(
        "entities",
        "FastGPT#3421",
        "Fish &amp; Chips&nbsp; &mdash; &lt;now&gt; &#36;5 &copy;",
        "Fish & Chips — <now> $5 ©",
    ),
    FieldCase(
        "pictures",
        "own",
        "Look ![a shop](shop.png) here ![][i] now.\n\n[i]: <data:image/png;base64,"
        + "A" * 3000
        + ">\n",
        "Look here now.",
    ),
    FieldCase(
        "HTML",
        "own",
        "<p>Buy<br>now</p> <img src='x'>\n<!-- not\nthis -->\n<b>today</b>",
        "Buy now today",
    ),
    FieldCase(
        "wiki links and marks",
        "own",
        "See [[Terms|the terms]] and [[Prices]]: ==Last== one.",
        "See the terms and Prices: Last one.",
    ),
    FieldCase(
        "footnotes",
        "own",
        "It works[^1] well.\n\n[^1]: In most cases.\n    Not in all.\n",
        "It works well.",
    ),
    FieldCase(
        "settings at the start", "own", "---\ntitle: Letter\ntags: [a]\n---\nHello.", "Hello."
    ),
    FieldCase("tasks", "own", "- [x] Call us\n- [ ] today", "Call us today"),
    FieldCase(
        "directions are no links",
        "own",
        "[Anna]: Hello.\n[PAUSE] Go (now) a|b [SLIDE 2].",
        "Hello. Go (now) a|b",
    ),
)
_SCREENPLAYS = (
    FieldCase(
        "Fountain",
        "own",
        "Title: A letter\n\nINT. SHOP - DAY\n\nThe door opens.\n\nANN (V.O.)\n(smiling)\n"
        "It costs $47.\n\nBOB\nToday only!\n\nCUT TO:\n\nEXT. STREET - NIGHT\n\n"
        "ANN\nCall us.\n\nFADE OUT.\n",
        "It costs $47. Today only! Call us.",
    ),
    FieldCase(
        "a prompter's marks",
        "own",
        "(PAUSE) It costs {BEAT} $47 <PAUSE 2> now (really). [[SLOW DOWN]]\nSFX: a bell rings\n"
        "ON CAMERA: Call us (FREE).\nVIDEO: the shop",
        "It costs $47 now (really). Call us (FREE).",
    ),
    FieldCase(
        "Final Draft",
        "own",
        '<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script"><Content>'
        '<Paragraph Type="Scene Heading"><Text>INT. SHOP</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>The [old] door opens.</Text></Paragraph>'
        '<Paragraph Type="Character"><Text>ANN</Text></Paragraph>'
        '<Paragraph Type="Parenthetical"><Text>(smiling)</Text></Paragraph>'
        '<Paragraph Type="Dialogue"><Text>It costs </Text><Text Style="Bold">$47.</Text>'
        '</Paragraph><Paragraph Type="Transition"><Text>CUT TO:</Text></Paragraph>'
        "</Content><TitlePage><Content><Paragraph><Text>A letter</Text></Paragraph></Content>"
        "</TitlePage></FinalDraft>",
        "It costs $47.",
    ),
    FieldCase(
        "a letter in capitals is no screenplay",
        "own",
        "STOP AND READ\nthis letter now.\n\nIT IS FREE\n\nOnly (today) until noon.\nTHE PRICE: $47",
        "STOP AND READ this letter now. IT IS FREE Only (today) until noon. THE PRICE: $47",
    ),
)
_RUSSIAN = "Это предложение закроется в пятницу в полдень."
_POLISH = "Ta oferta kończy się w piątek, jeśli śpisz, będzie za późno."
_CODE_PAGES = (
    *(
        FieldCase(page, "subliminal#528", text.encode(page), text)
        for page, text in (
            ("cp1251", _RUSSIAN),
            ("koi8_r", _RUSSIAN),
            ("cp1250", _POLISH),
            ("iso8859_2", _POLISH),
            ("cp1253", "Η προσφορά λήγει την Παρασκευή."),
            ("gbk", "今天我们将向您展示如何赚到第一笔钱。"),
            ("big5", "今天我們將向您展示如何賺到第一筆錢。"),
            ("euc_kr", "오늘은 첫 번째 돈을 버는 방법을 보여 드립니다."),
            ("cp932", "今日は最初のお金を稼ぐ方法をお見せします。"),
            ("cp1254", "Teklif şimdi sınırlı, bugün arayın."),
            ("cp1255", "ההצעה מסתיימת ביום שישי."),
            ("cp1252", "Größe für 47 € – “jetzt” prüfen."),
            ("utf-16-le", "Preço único"),
            ("utf-16-be", "Preço único"),
            ("utf-32", "Größe"),
        )
    ),
    FieldCase(
        "one bad byte",
        "androidx/media#2247",
        "Preço único é só ".encode() + b"\x80 hoje.",
        "Preço único é só € hoje.",
    ),
)


@pytest.mark.parametrize("case", [*_WORD, *_MARKDOWN, *_SCREENPLAYS], ids=name_case)
def test_scripts_say_what_is_read_out(case: FieldCase) -> None:
    words = script_words(read_script(case.content_bytes))
    assert " ".join(word.text for word in words) == case.right


@pytest.mark.parametrize("case", _CODE_PAGES, ids=name_case)
def test_text_is_decoded_by_evidence(case: FieldCase) -> None:
    assert read_script(case.content_bytes) == case.right


def test_a_guessed_encoding_is_told() -> None:
    assert read_text_file(_RUSSIAN.encode("cp1251"), name="a.txt").doubt == (
        "a.txt is not UTF-8; it was read as Windows-1251. If letters are wrong, save it as UTF-8."
    )
    assert read_text_file(_RUSSIAN.encode()).doubt == ""


def test_an_encoding_that_is_declared_is_believed() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><tt>Да</tt>'
    assert "Да" in read_script(text.encode("cp1251"))


def test_what_word_shows_and_nobody_reads_out_is_told() -> None:
    content = make_document(
        paragraph("Hi", "<w:r><w:footnoteReference w:id='1'/></w:r>"),
        paragraph("you", "<w:r><w:commentReference w:id='1'/></w:r>", run("gone", "<w:vanish/>")),
        paragraph(run("old", "<w:strike/>"), "<w:r><w:drawing><a:blip/></w:drawing></w:r>"),
    )
    read = read_text_file(content, name="a.docx")
    assert read.text.split() == ["Hi", "you"]
    assert read.doubt == (
        "Not read out from a.docx: 1 footnote, 1 comment, 1 hidden passage, 1 struck-out passage, "
        "1 picture."
    )


@pytest.mark.parametrize(
    ("script", "right"),
    [
        ("> | Plan | Price |\n> |---|---|\n> | Gold | $97 |", "Plan Price Gold $97"),
        ("# The offer {#the-offer}\nHard\\\nbreak ~~old~~ new", "Hard break new"),
        ("Go to <https://a.example/x> now", "Go to https://a.example/x now"),
    ],
)
def test_rarer_marks_of_markdown(script: str, right: str) -> None:
    assert " ".join(word.text for word in script_words(script)) == right


def test_what_markdown_shows_and_nobody_reads_out_is_told() -> None:
    assert describe_unread(str(_MARKDOWN[3].content)) == (
        "Not read out from the script: 2 pictures."
    )
