"""How the parts of an XLSX or DOCX file lead to each other (ISO/IEC 29500-2)."""

import posixpath
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from outcry.evidence.workbench.office.packing import Package, written

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def related(package: Package, name: str) -> list[tuple[str, str, str]]:
    """Id, kind and name of each part of the file that a part says it needs; what lies elsewhere is not among them."""
    folder, own = posixpath.split(name)
    relations_of = f"{folder}/_rels/{own}.rels"
    if relations_of not in package.names:
        return []
    return [
        (one.get("Id", ""), one.get("Type", "").rpartition("/")[2], posixpath.normpath(posixpath.join(f"/{folder}", one.get("Target", ""))).lstrip("/"))
        for one in package.tree(relations_of)
        if one.get("TargetMode", "Internal") == "Internal"
    ]


def relations(parts: Mapping[str, tuple[str, str]]) -> bytes:
    """What a part needs: by id the type and the place of another."""
    tree = Element("Relationships", {"xmlns": _RELATIONS})
    for key, (kind, target) in parts.items():
        SubElement(tree, "Relationship", {"Id": key, "Type": kind, "Target": target})
    return written(tree)


def content_types(types: Mapping[str, str]) -> bytes:
    """Which part is of which type."""
    tree = Element("Types", {"xmlns": _TYPES})
    SubElement(tree, "Default", {"Extension": "rels", "ContentType": "application/vnd.openxmlformats-package.relationships+xml"})
    for name, kind in types.items():
        SubElement(tree, "Override", {"PartName": name, "ContentType": kind})
    return written(tree)
