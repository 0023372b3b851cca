"""What the BPMN 2.0 schemas and the tools that draw BPMN ask of a file, without the schema files."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"

NODES = frozenset({"startEvent", "task", "exclusiveGateway", "endEvent"})
ORDER = {
    "definitions": ("collaboration", "process", "BPMNDiagram"),
    "process": ("laneSet", "startEvent task exclusiveGateway endEvent", "sequenceFlow"),
    "startEvent": ("documentation", "incoming", "outgoing"),
    "task": ("documentation", "incoming", "outgoing"),
    "exclusiveGateway": ("documentation", "incoming", "outgoing"),
    "endEvent": ("documentation", "incoming", "outgoing"),
    "BPMNShape": ("Bounds", "BPMNLabel"),
    "BPMNEdge": ("waypoint", "BPMNLabel"),
}
"""Children in the sequence of the schemas (tDefinitions, tProcess, tFlowNode, BPMNShape, BPMNEdge)."""
NC_NAME = re.compile(r"[A-Za-z_][\w.-]*")

Bounds = tuple[float, float, float, float]


def check_bpmn(xml: str) -> ET.Element:
    """The root of a file that keeps the rules: order, ids, references, flows, one lane per node, drawing."""
    root = ET.fromstring(xml)
    assert root.tag == f"{BPMN}definitions" and root.get("targetNamespace")
    _check_order(root)
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) and all(NC_NAME.fullmatch(ident) for ident in ids)
    assert _referred(root) <= set(ids)
    process = root.find(f"{BPMN}process")
    assert process is not None
    nodes = {e.attrib["id"]: e for e in process if e.tag.removeprefix(BPMN) in NODES}
    _check_flows(process, nodes)
    lanes = [reference.text for reference in process.iter(f"{BPMN}flowNodeRef")]
    assert sorted(map(str, lanes)) == sorted(nodes)
    _check_drawing(root, process, nodes)
    return root


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _check_order(root: ET.Element) -> None:
    for element in root.iter():
        groups = [group.split() for group in ORDER.get(_local(element), ())]
        if groups:
            places = [next((i for i, g in enumerate(groups) if _local(child) in g), None) for child in element]
            assert None not in places and places == sorted(place for place in places if place is not None)


def _referred(root: ET.Element) -> set[str]:
    names = ("processRef", "sourceRef", "targetRef", "bpmnElement")
    by_attribute = {element.attrib[name] for element in root.iter() for name in names if name in element.attrib}
    by_text = {e.text or "" for tag in ("incoming", "outgoing", "flowNodeRef") for e in root.iter(BPMN + tag)}
    return by_attribute | by_text


def _check_flows(process: ET.Element, nodes: dict[str, ET.Element]) -> None:
    """Each flow is told by itself, by its source and by its target alike; nothing enters a start or leaves an end."""
    flows = {e.attrib["id"]: e for e in process.findall(f"{BPMN}sequenceFlow")}
    for tag, end in (("outgoing", "sourceRef"), ("incoming", "targetRef")):
        told = sorted((ident, one.text) for ident, node in nodes.items() for one in node.findall(BPMN + tag))
        assert told == sorted((flow.attrib[end], ident) for ident, flow in flows.items())
    for node in nodes.values():
        enters, leaves = node.find(f"{BPMN}incoming") is not None, node.find(f"{BPMN}outgoing") is not None
        kind = _local(node)
        assert not (kind == "startEvent" and enters) and not (kind == "endEvent" and leaves)


def _check_drawing(root: ET.Element, process: ET.Element, nodes: dict[str, ET.Element]) -> None:
    """One shape per pool, lane and node, nodes within their lane; one edge per flow, from border to border."""
    shapes = {e.attrib["bpmnElement"]: _bounds(e) for e in root.iter(f"{DI}BPMNShape")}
    edges = {e.attrib["bpmnElement"]: e for e in root.iter(f"{DI}BPMNEdge")}
    lanes = list(process.iter(f"{BPMN}lane"))
    pools = [e.attrib["id"] for e in root.iter(f"{BPMN}participant")]
    assert len(shapes) == len(list(root.iter(f"{DI}BPMNShape")))
    assert sorted(shapes) == sorted([*nodes, *pools, *(lane.attrib["id"] for lane in lanes)])
    for lane in lanes:
        assert _within(shapes[lane.attrib["id"]], shapes[pools[0]])
        assert all(_within(shapes[str(one.text)], shapes[lane.attrib["id"]]) for one in lane)
    flows = process.findall(f"{BPMN}sequenceFlow")
    assert sorted(edges) == sorted(flow.attrib["id"] for flow in flows)
    for flow in flows:
        points = [(float(p.attrib["x"]), float(p.attrib["y"])) for p in edges[flow.attrib["id"]].iter(WAYPOINT)]
        assert len(points) >= 2 and all(one != other for one, other in pairwise(points))
        assert _on_border(points[0], shapes[flow.attrib["sourceRef"]])
        assert _on_border(points[-1], shapes[flow.attrib["targetRef"]])


def _bounds(shape: ET.Element) -> Bounds:
    (bounds,) = shape.findall(f"{DC}Bounds")
    x, y, width, height = (float(bounds.attrib[name]) for name in ("x", "y", "width", "height"))
    assert width > 0 and height > 0
    return x, y, x + width, y + height


def _within(inner: Bounds, outer: Bounds) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _on_border(point: tuple[float, float], box: Bounds) -> bool:
    inside = box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
    return inside and (point[0] in (box[0], box[2]) or point[1] in (box[1], box[3]))
