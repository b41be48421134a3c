"""The same job on other engines, each in a venv of its own (build/bench-…); nothing here imports what it does not have."""
