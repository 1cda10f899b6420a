"""What is done with a piece of evidence, one file each: take in, verify, stamp, capture, copy, redact, hand out."""

from outcry.evidence.operations.capture_page import capture
from outcry.evidence.operations.checks import Finding, StoreReport, check_store, custody_findings, findings, verify
from outcry.evidence.operations.copies import look_at, make_working_copy, preview, redact
from outcry.evidence.operations.handing_out import Bundle, bundle, download_copy, download_original, hand_over
from outcry.evidence.operations.intake import CaptureFacts, enter, take_in
from outcry.evidence.operations.stamps import stamp, stamp_waiting
from outcry.evidence.refusals import EvidenceRefused
from outcry.evidence.workbench.areas import Area

__all__ = [
    "Area",
    "Bundle",
    "CaptureFacts",
    "EvidenceRefused",
    "Finding",
    "StoreReport",
    "bundle",
    "capture",
    "check_store",
    "custody_findings",
    "download_copy",
    "download_original",
    "enter",
    "findings",
    "hand_over",
    "look_at",
    "make_working_copy",
    "preview",
    "redact",
    "stamp",
    "stamp_waiting",
    "take_in",
    "verify",
]
