"""The number of the interface: docs/portal.md says what a new one means, docs/interface-changes.md what changed with each."""

INTERFACE_VERSION = "1.1.0"
