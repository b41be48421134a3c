"""Backup and restore of one server (docs/backup.md)."""
