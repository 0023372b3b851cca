"""The verb evaluate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import Json
from pipeline.console import print_json
from pipeline.errors import ExitCode
from pipeline.evaluate import evaluate as compare
from pipeline.evaluate import figures, pair_folders
from pipeline.evaluate_html import evaluation_page
from pipeline.evaluate_table import error_lines, group_figures, table_lines


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Record known to be right, or a folder of them.", exists=True)],
    predicted: Annotated[Path, typer.Argument(help="Record made by ingest, or a folder with the same file names.")],
    errors: Annotated[int, typer.Option(help="Also list this many wrong values, the least suspected first.")] = 0,
    save: Annotated[Path | None, typer.Option(help="Also write all figures to this JSON file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page with plots to this HTML file.")] = None,
    as_json: Json = False,
) -> int:
    """Measure records against records known to be right: cells, header, times, doers, arrows, identity, confidence.

    Example: mutubaku evaluate gold outputs/records --errors 20 --html ketepatan.html
    """
    tallies = compare(pair_folders(gold, predicted))
    groups = group_figures(tallies)
    documents = {name: figures(tally) for parts in tallies.values() for name, tally in parts.items()}
    if save:
        save.write_text(json.dumps({"groups": groups, "documents": documents}, ensure_ascii=False, indent=1), "utf-8")
    if html:
        html.write_text(evaluation_page(tallies, str(gold), str(predicted)), "utf-8")
    if as_json:
        print_json({"groups": groups, "documents": documents})
    else:
        print("\n".join([*table_lines(groups), *error_lines(tallies, errors)]))
    return ExitCode.OK
