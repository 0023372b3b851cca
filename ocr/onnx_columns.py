"""An ONNX classifier with fewer classes: the columns of its last layer that are wanted, cut out of the model's bytes.

A recogniser of Chinese spends a seventh of its time on letters that no page here has. ONNX files are protocol
buffers (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto); only the few fields named below are touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

Field = tuple[int, int | bytes]
"""Number and value; 4 and 8 bytes wide values do not occur at the levels that are looked into."""

VARINT, BYTES = 0, 2
"""Kinds of fields."""
GRAPH, METADATA = 7, 14
INITIALIZER, OUTPUT, VALUE_INFO = 5, 12, 13
DIMS, RAW_DATA = 1, 9
NAME = 1
KEY, TEXT = 1, 2


def keep_columns(model: bytes, classes: int, kept: Sequence[int]) -> bytes:
    """The model with every stored tensor whose last side is ``classes`` cut down to the ``kept`` of them, in order.

    The shapes noted between the layers go: whoever loads the model infers them. Raises ValueError when the bytes are
    no such model or no tensor has that side.
    """
    return _message([(at, _cut_graph(value, classes, kept) if at == GRAPH else value) for at, value in _fields(model)])


def metadata(model: bytes) -> dict[str, str]:
    """The notes of a model, such as its alphabet. Raises ValueError for bytes that are no model."""
    notes = [dict(_fields(value)) for at, value in _fields(model) if at == METADATA]
    return {_text(note.get(KEY, b"")): _text(note.get(TEXT, b"")) for note in notes}


def _text(value: int | bytes) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _cut_graph(graph: int | bytes, classes: int, kept: Sequence[int]) -> bytes:
    parts = [field for field in _fields(graph) if field[0] != VALUE_INFO]
    wide = [index for index, (at, value) in enumerate(parts) if at == INITIALIZER and _sides(value)[-1:] == [classes]]
    if not wide:
        raise ValueError(f"no stored tensor of the model has {classes} columns")
    for index in wide:
        parts[index] = INITIALIZER, _kept_columns(list(_fields(parts[index][1])), classes, kept)
    return _message([(at, _name_alone(value) if at == OUTPUT else value) for at, value in parts])


def _sides(tensor: int | bytes) -> list[int | bytes]:
    return [value for at, value in _fields(tensor) if at == DIMS]


def _name_alone(output: int | bytes) -> bytes:
    return _message([field for field in _fields(output) if field[0] == NAME])


def _kept_columns(tensor: Sequence[Field], classes: int, kept: Sequence[int]) -> bytes:
    """A tensor of 32-bit floats with some of its columns."""
    raw = next((value for at, value in tensor if at == RAW_DATA), b"")
    if not isinstance(raw, bytes) or len(raw) % (4 * classes):
        raise ValueError(f"a tensor of {classes} columns is not stored as 32-bit floats")
    columns = np.frombuffer(raw, "<f4").reshape(-1, classes)[:, kept]
    sides = [value for at, value in tensor if at == DIMS]
    others = [field for field in tensor if field[0] not in (DIMS, RAW_DATA)]
    return _message([*((DIMS, s) for s in sides[:-1]), (DIMS, len(kept)), *others, (RAW_DATA, columns.tobytes())])


def _fields(message: int | bytes) -> Iterator[Field]:
    """The fields of a message in order. Raises ValueError for what is none."""
    if isinstance(message, int):
        raise ValueError("the model has a number where a message belongs")
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        wire = key & 7
        if wire not in (VARINT, BYTES):
            raise ValueError(f"field {key >> 3} of the model is neither a whole number nor bytes")
        value, at = _varint(message, at)
        if wire == BYTES:
            yield key >> 3, message[at : at + value]
            at += value
        else:
            yield key >> 3, value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return value, at
    raise ValueError("the model ends within a number")


def _message(fields: Sequence[Field]) -> bytes:
    parts = bytearray()
    for number, value in fields:
        if isinstance(value, bytes):
            parts += _number(number << 3 | BYTES) + _number(len(value)) + value
        else:
            parts += _number(number << 3 | VARINT) + _number(value)
    return bytes(parts)


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
