"""The desk of evidence: the list and bundles, intake, one item, its working copies."""
