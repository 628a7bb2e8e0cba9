"""Draw contact sheets of whole decks for inspection: all slides of a text on one picture.

``python benchmarks/contact_sheet.py FOLDER [--text letter.en] [--preset classic]``: write a PNG for
the given text and preset, or for the ten most telling ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotated_texts import AnnotatedText
from deck import LAST_SHOWN_MS, SPEECH, all_texts
from PIL import Image, ImageDraw

from vsl.model.appearance import Theme
from vsl.model.project import Break, Slide, Still, Word
from vsl.render.layout.layout import fits
from vsl.render.paint.draw import draw
from vsl.slides.fit import split_to_fit
from vsl.slides.lines import bind_joints, line_costs
from vsl.slides.segmentation.presets import PRESETS, SCRIPT, Preset, find_preset
from vsl.slides.segmentation.segment import segment
from vsl.slides.timing import time_slides

TEN = (
    *("letter.en classic", "letter.en punchy", "letter.pt classic", "letter.pt punchy"),
    *("lj.en classic", "lj.en captions", "pitch.en classic", "pitch.en script"),
    *("mentor.en sentence", "costas.pt classic"),
)
COLUMNS, GAP_PX, CAPTION_PX = 5, 12, 18
THEME = Theme(width_px=400, height_px=225)


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", help="such as letter.en")
    parser.add_argument("--preset", default="classic", choices=PRESETS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    wanted = [f"{options.text} {options.preset}"] if options.text else TEN
    texts = {f"{text.name.split(',')[0]}.{text.language}": text for text in all_texts(SPEECH)}
    for each in wanted:
        name, preset = each.split()
        slides = deck(texts[name], find_preset(preset))
        sheet(slides, texts[name].language).save(options.folder / f"{name}.{preset}.png")


def deck(text: AnnotatedText, preset: Preset) -> tuple[Slide, ...]:
    """The slides as a user would see them, those too long for the picture split."""
    words = list(_in_lines(text)) if preset is SCRIPT else list(text.words)
    ranges = segment(words, preset, text.language)
    slides = time_slides(ranges, words, words[-1].start_ms + LAST_SHOWN_MS)
    return split_to_fit(slides, words, lambda text: fits(text, THEME))


def _in_lines(text: AnnotatedText) -> Iterator[Word]:
    """The words as an author would part them who writes a line for each clause."""
    yield text.words[0]
    for joint, word in zip(text.joints, text.words[1:], strict=False):
        is_line = joint in ("/", "//") and not word.break_before
        yield replace(word, break_before=Break.LINE) if is_line else word


def sheet(slides: Sequence[Slide], language: str) -> Image.Image:
    """All slides in rows, each with its number, start and length."""
    width, height = THEME.width_px + GAP_PX, THEME.height_px + GAP_PX + CAPTION_PX
    rows = -(-len(slides) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * width + GAP_PX, rows * height + GAP_PX), "#B8B8B8")
    pen = ImageDraw.Draw(page)
    for number, slide in enumerate(slides):
        left = GAP_PX + number % COLUMNS * width
        top = GAP_PX + number // COLUMNS * height
        still = Still(
            bind_joints(slide.text, language),
            slide.emphasis,
            line_costs=line_costs(slide.text, language),
        )
        page.paste(draw(still, THEME), (left, top))
        length_s = (slide.end_ms - slide.start_ms) / 1000
        label = f"{number + 1}   {slide.start_ms / 1000:.2f} s   {length_s:.2f} s"
        pen.text((left, top + THEME.height_px + 2), label, fill="#000000")
    return page


if __name__ == "__main__":
    main()
