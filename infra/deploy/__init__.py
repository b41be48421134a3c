"""Brings the package to AWS: shows what will change, does it, and says in plain words what went wrong."""
