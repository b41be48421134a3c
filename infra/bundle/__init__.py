"""What one server is given: an archive with the program, its wheels, and `install` (docs/one-server.md)."""
