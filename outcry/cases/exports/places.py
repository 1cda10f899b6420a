"""Events with their points as GeoJSON (RFC 7946): those by which the cases are meant, as the map shows them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from outcry.cases.as_records import records
from outcry.cases.exports.asked import Asked
from outcry.cases.search_counts import points
from outcry.cases.tables.records import Record
from outcry.lib.places import Point, Precision, as_geojson

# They make the geometry, and are no properties beside it.
_POINT = ("latitude", "longitude")
_PIECE = 1 << 16


def as_feature_collection(asked: Asked) -> Iterator[bytes]:
    """A feature for each event whose point is known: a point where it is exact, else the cell it stands for."""
    piece, number = bytearray(b'{"type":"FeatureCollection","features":['), 0
    for feature in _features(asked):
        piece += (",\n" if number else "\n").encode() + json.dumps(feature, ensure_ascii=False).encode()
        number += 1
        if len(piece) > _PIECE:
            asked.told(number)
            yield bytes(piece)
            piece.clear()
    asked.told(number)
    yield bytes(piece) + b"\n]}\n"


def _features(asked: Asked) -> Iterator[dict[str, Any]]:
    wanted = {str(key) for _latitude, _longitude, key in points(search=asked.search)}
    for record in records(asked.cases, facts={fact.key for fact in asked.leaving.facts() if fact.of in ("case", "event", "act")}, to=asked.leaving.by):
        for key, event in record["events"].items():
            if key in wanted:
                yield {"type": "Feature", "id": key, "geometry": _geometry(event), "properties": _properties(record, key, event)}


def _geometry(event: Mapping[str, Any]) -> dict[str, Any] | None:
    if event.get("latitude") is None or event.get("longitude") is None:
        return None
    told = event.get("precision")
    return as_geojson(Point(event["latitude"], event["longitude"], Precision(told) if told in Precision.values else Precision.UNKNOWN))


def _properties(record: Record, key: str, event: Mapping[str, Any]) -> dict[str, Any]:
    found = {"case.id": record["id"], **{f"case.{name}": value for name, value in record["case"].items()}, "event.id": key}
    found |= {f"event.{name}": value for name, value in event.items() if name not in _POINT}
    kinds = sorted({act["kind"] for act in record["acts"].values() if act["event"] == key and act.get("kind")})
    return {name: value for name, value in found.items() if value not in (None, "")} | {"act.kind": kinds}
