"""Mark what is not spoken in a screenplay or a prompter's text: text in, as many lines out. Pure.

Headings of scenes become headings, everything else that is not spoken is put in brackets. Only text
that has scenes, transitions or names with (V.O.) above their lines is taken for a screenplay.
Source: the Fountain syntax, https://fountain.io/syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_SCENE: Final = re.compile(r"[ \t]*(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ][^\n]{1,200}")
_TRANSITION: Final = re.compile(
    r"[ \t]*>?[ \t]*(?:FADE (?:IN|OUT|TO BLACK)|(?:[A-Z]{2,12} ){0,3}(?:CUT|DISSOLVE|WIPE|FADE) TO"
    r"(?: BLACK)?|(?:SMASH|MATCH|JUMP) CUT|THE END|CONTINUED|END OF [A-Z ]{2,30})[.:]{0,3}[ \t]*"
)
_NAME: Final = re.compile(
    r"[ \t]*@?(?=[^a-z\n(]{0,30}[A-ZÀ-Þ])[^a-z\n()!?:,;]{2,40}?(?:[ ]?\([^()\n]{1,30}\)){0,2}"
    r"[ \t]*"
)
_EXTENSION: Final = re.compile(r"\((?:V\.? ?O\.?|O\.? ?S\.?|O\.? ?C\.?|CONT[’'.]?D\.?)\)")
_ROUND_LINE: Final = re.compile(r"[ \t]*\(([^()\n]{1,200})\)[ \t]*")
_CUE_LINE: Final = re.compile(
    r"[ \t]*(?:SFX|GFX|FX|VFX|MUSIC|SUPER|CG|CHYRON|LOWER THIRD|B-?ROLL|VIDEO|VISUALS?|GRAPHICS?"
    r"|SHOT|CAMERA|SOT|CUE)[ ]?:[^\n]{0,300}"
)
_SPOKEN_CUE: Final = re.compile(r"(?m)^([ \t]*)(?:AUDIO|ON[- ]CAM(?:ERA)?|VOICE|ANNCR)[ ]?:[ \t]*")
_CUE: Final = re.compile(
    r"[({<]((?:PAUSE|BEAT|SMILES?|LAUGHS?|SIGHS?|WAIT|BREATHE?|STOP|SLOW(?:LY)?|LOOK|TURN|TO CAMERA"
    r"|OFF CAMERA|ON CAMERA|CONT[’']?D|MORE|CONTINUED|NEXT SLIDE|SLIDE|CLICK|MUSIC|SFX)\b"
    r"[^(){}<>\[\]\n]{0,80})[)}>]"
)
_BRACKETS: Final = str.maketrans("[]", "()")
_LEAST_NAMES: Final = 2  # speakers, before what stands between their lines is action


def mark_screenplay(text: str) -> str:
    r"""Return the text with brackets around what is not spoken.

    >>> print(mark_screenplay("INT. SHOP - DAY\n\nANN (V.O.)\n(smiling)\nHello.\n\nCUT TO:"))
    # INT. SHOP - DAY
    <BLANKLINE>
    [ANN (V.O.)]
    [smiling]
    Hello.
    <BLANKLINE>
    [CUT TO:]
    """
    text = _CUE.sub(r"[\1]", _SPOKEN_CUE.sub(r"\1", text))
    lines = text.split("\n")
    if any(_is_proof(line) for line in lines):
        lines = list(_mark_lines(lines))
    return "\n".join(_bracket(line) if _CUE_LINE.fullmatch(line) else line for line in lines)


def _is_proof(line: str) -> bool:
    """Return whether only a screenplay has such a line."""
    if len(line) > 200 or not line.strip():
        return False
    is_scene = _SCENE.fullmatch(line) or _TRANSITION.fullmatch(line)
    return bool(is_scene or (_EXTENSION.search(line) and _NAME.fullmatch(line)))


def _mark_lines(lines: Sequence[str]) -> Iterator[str]:
    names = [_is_name(lines, at) for at in range(len(lines))]
    has_action = sum(names) >= _LEAST_NAMES and any(map(_SCENE.fullmatch, lines))
    in_speech = False
    for line, is_name in zip(lines, names, strict=True):
        in_speech = bool(line.strip()) and (in_speech or is_name)
        if _SCENE.fullmatch(line):
            yield f"# {line.strip()}"
        elif is_name or _TRANSITION.fullmatch(line):
            yield _bracket(line)
        elif in_speech and (aside := _ROUND_LINE.fullmatch(line)):
            yield _bracket(aside[1])
        elif line.strip() and not in_speech and has_action:
            yield _bracket(line)
        else:
            yield line


def _is_name(lines: Sequence[str], at: int) -> bool:
    """Return whether a line names the speaker of the lines below it."""
    line = lines[at]
    if len(line) > 80 or not _NAME.fullmatch(line) or _TRANSITION.fullmatch(line):
        return False
    follows_blank = at == 0 or not lines[at - 1].strip()
    has_speech = at + 1 < len(lines) and bool(lines[at + 1].strip())
    return follows_blank and has_speech and not _SCENE.fullmatch(line)


def _bracket(line: str) -> str:
    inner = line.strip().translate(_BRACKETS)
    return f"[{inner}]" if inner else line
