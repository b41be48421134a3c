"""The single-machine platform: every port of functions/ports.py on one machine, and the server around it."""
