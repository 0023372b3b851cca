"""The verb ingest."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, Verbose
from pipeline.console import describe, print_json, say, watching
from pipeline.files import OutputFolder
from pipeline.ingest import Plan, Summary, plan_run, run
from pipeline.settings import Settings, load_settings


def ingest(
    inputs: Annotated[
        list[Path], typer.Argument(metavar="IN...", help="Files and folders (PDF, JPG, PNG, TIFF, TXT).")
    ],
    out: Out = DEFAULT_OUT,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Documents read at the same time.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Read unchanged documents again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read; write nothing.")] = False,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file; default ./mutubaku.toml.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language of the report: id or en.")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Read documents into records, tables, review sheets, corpus and report.

    Example: mutubaku ingest scans --out outputs --jobs 2
    """
    settings = load_settings(config, jobs=jobs, lang=lang)
    folder = OutputFolder(out)
    if dry_run:
        return _show_plan(plan_run(inputs, settings, folder, force=force), as_json=as_json)
    with watching(quiet, verbose) as watch:
        summary = run(inputs, settings, folder, watch, force=force)
    if as_json:
        print_json({**summary.counts, "seconds": summary.seconds, "rows": [asdict(row) for row in summary.rows]})
    elif not quiet:
        _say_summary(summary, folder, settings)
    return summary.exit_code


def _show_plan(plan: Plan, *, as_json: bool) -> int:
    if as_json:
        print_json({"read": [job.name for job in plan.jobs], "settled": [asdict(row) for row in plan.rows]})
        return 0
    for job in plan.jobs:
        print(f"akan dibaca: {job.name}")
    for row in plan.rows:
        print(describe(row))
    return 0


def _say_summary(summary: Summary, out: OutputFolder, settings: Settings) -> None:
    counts = summary.counts
    say(
        f"{counts['sources']} berkas: {counts['ok']} selesai, {counts['partial']} sebagian,"
        f" {counts['unchanged']} tidak berubah, {counts['rejected']} ditolak;"
        f" {counts['sops']} SOP, {counts['steps']} langkah."
    )
    if counts["review"]:
        say(f"{counts['review']} sel perlu diperiksa: {out.review / 'review.csv'}")
    say(f"Laporan: {out.root / 'report.html'}")
