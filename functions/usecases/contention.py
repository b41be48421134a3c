"""What writers do who meet at one row."""

# Writers of one item are few: its department, its task, an operator, the sweep.
ATTEMPTS = 8
