"""Trials of a department's program from its developer's own machine (联调, docs/conformance.md)."""
