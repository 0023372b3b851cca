"""A SOP as BPMN 2.0 XML with lanes and diagram interchange, for Camunda Modeler, bpmn.io and their like."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from corpus.bpmn_layout import HEAD, LANE_HEIGHT, SIZES, Layout, SequenceFlow, flow_to_layout
from corpus.flow_model import FlowModel, sop_to_flow

_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
_TARGET = "urn:mutubaku:sop"


def sop_to_bpmn(sop: Mapping[str, Any]) -> str:
    """BPMN 2.0 XML of one SOP of a record: a lane per performer, unknown performers in a lane of their own."""
    flow = sop_to_flow(sop)
    layout = flow_to_layout(flow)
    digest = hashlib.sha256(flow.title.encode()).hexdigest()[:8]
    root = ET.Element("bpmn:definitions", {f"xmlns:{prefix}": uri for prefix, uri in _SPACES.items()})
    root.attrib |= {"id": f"definitions_{digest}", "targetNamespace": _TARGET, "exporter": "mutubaku"}
    collaboration = ET.SubElement(root, "bpmn:collaboration", id="collaboration")
    ET.SubElement(collaboration, "bpmn:participant", id="pool", name=flow.title, processRef="process")
    _add_process(root, flow, layout)
    _add_diagram(root, flow, layout)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _add_process(root: ET.Element, flow: FlowModel, layout: Layout) -> None:
    process = ET.SubElement(root, "bpmn:process", id="process", name=flow.title, isExecutable="false")
    if flow.lanes:
        lanes = ET.SubElement(process, "bpmn:laneSet", id="lanes")
        for index, name in enumerate(flow.lanes):
            lane = ET.SubElement(lanes, "bpmn:lane", id=f"lane_{index}", name=name)
            for node in layout.nodes:
                if node.lane == index:
                    ET.SubElement(lane, "bpmn:flowNodeRef").text = node.ident
    for at, node in enumerate(layout.nodes):
        element = ET.SubElement(process, f"bpmn:{node.kind}", id=node.ident)
        if node.name:
            element.set("name", node.name)
        if node.note:
            ET.SubElement(element, "bpmn:documentation").text = node.note
        for one in layout.flows:
            if one.target == at:
                ET.SubElement(element, "bpmn:incoming").text = one.ident
        for one in layout.flows:
            if one.source == at:
                ET.SubElement(element, "bpmn:outgoing").text = one.ident
    for one in layout.flows:
        source, target = layout.nodes[one.source].ident, layout.nodes[one.target].ident
        link = ET.SubElement(process, "bpmn:sequenceFlow", id=one.ident, sourceRef=source, targetRef=target)
        if one.name:
            link.set("name", one.name)


def _add_diagram(root: ET.Element, flow: FlowModel, layout: Layout) -> None:
    diagram = ET.SubElement(root, "bpmndi:BPMNDiagram", id="diagram")
    plane = ET.SubElement(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement="collaboration")
    _add_shape(plane, "pool", (0, 0, layout.width, layout.height), isHorizontal="true")
    for index in range(len(flow.lanes)):
        box = (HEAD, index * LANE_HEIGHT, layout.width - HEAD, LANE_HEIGHT)
        _add_shape(plane, f"lane_{index}", box, isHorizontal="true")
    for node in layout.nodes:
        _add_shape(plane, node.ident, node.bounds, **{"isMarkerVisible": "true"} if "Gateway" in node.kind else {})
    for one in layout.flows:
        edge = ET.SubElement(plane, "bpmndi:BPMNEdge", id=f"{one.ident}_di", bpmnElement=one.ident)
        for x, y in one.path:
            ET.SubElement(edge, "di:waypoint", x=str(x), y=str(y))
        if one.name:
            _add_label(edge, one)


def _add_shape(plane: ET.Element, ident: str, box: tuple[int, int, int, int], **more: str) -> None:
    shape = ET.SubElement(plane, "bpmndi:BPMNShape", {"id": f"{ident}_di", "bpmnElement": ident} | more)
    _add_bounds(shape, box)
    x, y, width, height = box
    if (width, height) in (SIZES["startEvent"], SIZES["exclusiveGateway"]):
        label = ET.SubElement(shape, "bpmndi:BPMNLabel")
        above = (width, height) == SIZES["exclusiveGateway"]  # what leaves a gateway below is labelled there
        _add_bounds(label, (x + width // 2 - 40, y - 20 if above else y + height + 4, 80, 14))


def _add_label(edge: ET.Element, one: SequenceFlow) -> None:
    (x, y), (_, next_y) = one.path[:2]
    label = ET.SubElement(edge, "bpmndi:BPMNLabel")
    _add_bounds(label, (x + 4, y + 4 if next_y > y else y - 18, 8 + 6 * len(one.name), 14))


def _add_bounds(parent: ET.Element, box: tuple[int, int, int, int]) -> None:
    x, y, width, height = map(str, box)
    ET.SubElement(parent, "dc:Bounds", x=x, y=y, width=width, height=height)
