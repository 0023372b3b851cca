"""The verb ingest."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipeline.batch import read_all
from pipeline.cli_options import DEFAULT_OUT, Json, Out, Quiet, SharedCorpus, Verbose
from pipeline.cli_review import say_sheets_to_apply
from pipeline.cluster import read_all_on_cluster
from pipeline.console import command, describe, print_json, say, watching
from pipeline.errors import UsageError
from pipeline.files import OutputFolder
from pipeline.ingest import Plan, Summary, plan_run, run
from pipeline.log import open_log
from pipeline.settings import Settings, load_settings, with_headings
from pipeline.shard import parse_shard
from pipeline.store import is_address
from review.learned import read_learned


def ingest(
    inputs: Annotated[
        list[str], typer.Argument(metavar="IN...", help="Files, folders, s3://... (PDF, JPG, PNG, TIFF, TXT).")
    ],
    out: Out = DEFAULT_OUT,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Documents read at the same time.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Read unchanged documents again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read; write nothing.")] = False,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Read only the I-th of N parts (job arrays).")
    ] = None,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="Read on the Dask cluster with this scheduler.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", help="Passwords to try on locked PDFs, one a line.")
    ] = None,
    log_json: Annotated[
        Path | None, typer.Option("--log-json", metavar="FILE", help="Append a JSON line for each document.")
    ] = None,
    corpus: SharedCorpus = None,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file; default ./mutubaku.toml.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language of the report: id or en.")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Read documents into records, tables, review sheets, corpus and report.

    Example: mutubaku ingest scans --out outputs --jobs 2
    """
    passwords = password_file and str(password_file)
    settings = load_settings(config, jobs=jobs, lang=lang, corpus=corpus, password_file=passwords)
    folder = OutputFolder(out)
    settings = with_headings(settings, read_learned(folder.learned).headings())
    part = parse_shard(shard) if shard else None
    sources = [given if is_address(given) else Path(given) for given in inputs]
    if dry_run:
        here = [source for source in sources if isinstance(source, Path)]
        if len(here) < len(sources):
            raise UsageError("--dry-run tidak mengambil berkas; sebut folder di mesin ini, bukan alamat penyimpanan.")
        return _show_plan(plan_run(here, settings, folder, force=force, shard=part), as_json=as_json)
    read = partial(read_all_on_cluster, address=dask) if dask else read_all
    with watching(quiet, verbose) as tell, open_log(log_json) as log:
        watch = log.watch(tell)
        summary = run(sources, settings, folder, watch, force=force, shard=part, read=read)
        log.end(summary)
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
        say(f"{counts['review']} sel perlu diperiksa: {out.review / 'review.xlsx'}")
        say(f"Tinjau di peramban: {command('review serve', out.root)}")
    say_sheets_to_apply(out)
    say(f"Laporan: {out.root / 'report.html'}")
