"""The command line: verbs, and the one place where errors become exit codes."""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Annotated, NoReturn

import typer
from typer.exceptions import Abort, TyperException

from pipeline import cli_corpus, cli_evaluate, cli_ingest, cli_review, cli_tools
from pipeline.console import say
from pipeline.errors import ExitCode
from pipeline.explain import explain
from pipeline.settings import VERSION

app = typer.Typer(
    name="mutubaku",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def about(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version; with --verbose of all parts.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="With --version: the versions of all parts.")] = False,
) -> None:
    """Turns scanned Indonesian SOPs into structured, searchable records with a confidence for every value."""
    if version:
        print(f"mutubaku {VERSION}" if not verbose else _all_versions())
    if version or context.invoked_subcommand is None:
        raise typer.Exit


def _all_versions() -> str:
    from pipeline.doctor import installed_parts  # brings the engines, which take a second to load

    return "\n".join(f"{name} {version}" for name, version in installed_parts().items())


app.command()(cli_ingest.ingest)
app.add_typer(cli_review.app, name="review")
app.command()(cli_corpus.search)
app.command()(cli_corpus.ask)
app.command()(cli_corpus.export)
app.command()(cli_corpus.serve)
app.command()(cli_evaluate.evaluate)
app.command()(cli_tools.inspect)
app.command()(cli_tools.doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        outcome = app(given, standalone_mode=False)
        if outcome == ExitCode.INTERRUPTED:  # typer turns Ctrl-C into this code without a word
            return _fail(KeyboardInterrupt(), [])
        return int(outcome) if isinstance(outcome, int) else ExitCode.OK
    except TyperException as error:
        say(f"{error.format_message()}\nLihat: mutubaku --help")
        return ExitCode.USAGE
    except (Abort, KeyboardInterrupt):
        return _fail(KeyboardInterrupt(), [])
    except BrokenPipeError:
        sys.stderr.close()
        return ExitCode.OK
    except Exception as error:
        return _fail(error, given)


def _fail(error: BaseException, given: Sequence[str]) -> int:
    code, sentence = explain(error)
    if code is ExitCode.INTERNAL or "-v" in given or "--verbose" in given:
        traceback.print_exception(error)
    say(sentence)
    return code


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
