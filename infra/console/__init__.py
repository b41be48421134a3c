"""What a person at one machine starts: the server, the sandbox offices, and a view of a case going through them."""
