"""Five sandbox offices over real HTTP: a program of its own that knows only the server's public contract."""
