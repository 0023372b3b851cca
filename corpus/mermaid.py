"""A SOP as a Mermaid flowchart, for Markdown pages and wikis."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from corpus.flow_model import Box, FlowModel, sop_to_flow

_SHAPES = {"decision": ("{", "}"), "terminator": ("([", "])"), "process": ("[", "]")}


def sop_to_mermaid(sop: Mapping[str, Any]) -> str:
    """Mermaid source: one subgraph per performer, one node per step, labelled arrows."""
    flow = sop_to_flow(sop)
    lines = ["---", f"title: {json.dumps(flow.title)}", "---", "flowchart TD"]
    for lane, name in enumerate(flow.lanes):
        boxes = [box for box in flow.boxes if box.lane == lane]
        if boxes:
            lines += [f"  subgraph lane{lane}[{_quoted(name)}]", *(f"    {_node(box, flow)}" for box in boxes), "  end"]
    for arrow in flow.arrows:
        source, target = flow.boxes[arrow.source], flow.boxes[arrow.target]
        label = f"|{_quoted(arrow.label)}|" if arrow.label else ""
        line = "-.->" if arrow.inferred else "-->"
        lines.append(f"  s{source.key} {line}{label} s{target.key}")
    return "\n".join(lines) + "\n"


def _node(box: Box, flow: FlowModel) -> str:
    shape = "decision" if box.decides else "terminator" if box.starts or box.ends else "process"
    opening, closing = _SHAPES[shape]
    others = [flow.lanes[mark.lane] for mark in box.marks if mark.lane != box.lane]
    text = f"{box.number}. {box.text}" + (f" (bersama {', '.join(others)})" if others else "")
    return f"s{box.key}{opening}{_quoted(text)}{closing}"


def _quoted(text: str) -> str:
    """A Mermaid string; what could end it or be taken for markup is written as a character code."""
    return '"' + "".join(c if c.isalnum() or c in " .,-()/:" else f"#{ord(c)};" for c in text) + '"'
