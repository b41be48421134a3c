"""The single-machine platform: every port of functions/ports on one machine, and the server around it."""
