"""The ``vsl`` command: a recording in, a slide video out.

vsl make INPUT -o OUT.mp4 [--script FILE] …              also writes OUT.json and OUT.srt
vsl export PROJECT.json --media INPUT -o OUT.EXT
vsl variants PROJECT.json --theme … --size … -o FOLDER    every combination of looks, sizes, hooks …
vsl report | lint PROJECT.json                           what differs from the script; what to mend
vsl decide | edit | recut | highlight PROJECT.json …     change what was made
vsl retake PROJECT.json --media NEW -o OUT.json          another voice under the same slides
vsl import PROJECT.json EDITED.pptx -o OUT.json          take over what was edited outside
vsl stage PROJECT.json [--intro TEXT] [--speaker CORNER] … what stands around the slides
vsl theme list | show | check | add | remove             looks, and brand kits as looks of your own
vsl serve | worker | monitor                             the studio, its workers, their operator
vsl backup | restore FILE, vsl doctor                    what it keeps, and whether that is whole
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Final, NamedTuple, NoReturn

import click

from vsl import __version__
from vsl.errors import VslError

BAD_INPUT, BROKEN, STOPPED = 2, 1, 130


class Entry(NamedTuple):
    """The place of a command, and its line in the list of commands."""

    module: str  # of ``vsl.cli``
    attribute: str
    line: str


ENTRIES: Final[Mapping[str, Entry]] = {
    "make": Entry("make", "make", "Make a video, its document and captions from a recording."),
    "export": Entry("export", "export", "Write a project document in one of the formats."),
    "variants": Entry("variants", "variants", "Write every combination of looks, sizes and hooks."),
    "import": Entry("import_edits", "import_", "Take over what was changed in an exported file."),
    "retake": Entry("retake", "retake", "Put a new take of the voice under the slides."),
    "report": Entry("script", "report", "Say where the voice left the script."),
    "decide": Entry("script", "decide", "Follow the voice or the script where they differ."),
    "lint": Entry("deck", "lint", "Look the slides over as an editor would."),
    "edit": Entry("deck", "edit", "Carry out a list of edits, all of them or none."),
    "recut": Entry("deck", "recut", "Break the words into slides anew."),
    "highlight": Entry("deck", "highlight", "Choose anew what stands out."),
    "stage": Entry("stage", "stage", "Set what stands around a deck."),
    "theme": Entry("theme", "theme", "List looks, and keep brand kits as looks of your own."),
    "serve": Entry("serve", "serve", "Serve the studio."),
    "worker": Entry("worker", "worker", "Do jobs for web processes on any machine."),
    "backup": Entry("backup", "backup", "Back the studio up while it runs."),
    "restore": Entry("backup", "restore", "Restore a backup."),
    "doctor": Entry("doctor", "doctor", "Look the studio over, and mend what is safe to mend."),
    "monitor": Entry("monitor", "monitor", "Report on the machine, clean up, measure."),
}


class _Commands(click.Group):
    """Commands that are imported when they are called, since their imports take seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        module = import_module(f"vsl.cli.{entry.module}")
        command: click.Command = getattr(module, entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.line) for name, entry in ENTRIES.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def vsl() -> None:
    """A spoken sales video goes in; the same voice with one slide per thought comes out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the ``vsl`` command."""
    run_command(vsl, "vsl", arguments)


def run_command(
    command: click.Command, program: str, arguments: Sequence[str] | None = None
) -> NoReturn:
    """Run a command as ``program``; errors become one line on stderr and an exit code."""
    try:
        sys.exit(command.main(arguments, prog_name=program, standalone_mode=False))
    except VslError as error:
        _fail(program, str(error), BAD_INPUT if error.status < 500 else BROKEN)
    except click.ClickException as error:
        _fail(program, error.format_message(), BAD_INPUT)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        _fail(program, f"{str(error.filename)[:40]}… is too long a name for a file.", BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        _fail(program, "Stopped; nothing was written.", STOPPED)


def _fail(program: str, message: str, exit_code: int) -> NoReturn:
    click.echo(f"{program}: {message}", err=True)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
