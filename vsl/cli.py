"""The ``vsl`` command: a recording in, a slide video out.

vsl make INPUT -o OUT.mp4 [--script FILE] …              also writes OUT.json and OUT.srt
vsl export PROJECT.json --media INPUT -o OUT.EXT
vsl variants PROJECT.json --theme … --size … -o FOLDER    every combination of looks, sizes, hooks …
vsl report | lint PROJECT.json                           what differs from the script; what to mend
vsl decide | edit | recut PROJECT.json … -o OUT.json     change what was made
vsl retake PROJECT.json --media NEW -o OUT.json          another voice under the same slides
vsl import PROJECT.json EDITED.pptx -o OUT.json          take over what was edited outside
vsl stage PROJECT.json [--intro TEXT] [--speaker CORNER] … what stands around the slides
vsl theme list | show | check | add | remove             looks, and brand kits as looks of your own
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from vsl import __version__
from vsl.commands.bring import import_
from vsl.commands.deck import edit, lint, recut
from vsl.commands.export import export
from vsl.commands.make import make
from vsl.commands.retake import retake
from vsl.commands.script import decide, report
from vsl.commands.stage import stage
from vsl.commands.theme import theme
from vsl.commands.variants import variants
from vsl.errors import VslError

BAD_INPUT, BROKEN, STOPPED = 2, 1, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def vsl() -> None:
    """A spoken sales video goes in; the same voice with one slide per thought comes out."""


for _command in (
    make,
    export,
    variants,
    import_,
    retake,
    report,
    decide,
    lint,
    edit,
    recut,
    stage,
    theme,
):
    vsl.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; errors become one line on stderr and an exit code."""
    try:
        sys.exit(vsl.main(arguments, standalone_mode=False))
    except VslError as error:
        _fail(str(error), BAD_INPUT if error.status < 500 else BROKEN)
    except click.ClickException as error:
        _fail(error.format_message(), BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped; nothing was written.", STOPPED)


def _fail(message: str, exit_code: int) -> None:
    click.echo(f"vsl: {message}", err=True)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
