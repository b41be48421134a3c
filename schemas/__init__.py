"""What crosses an edge: wire models, the catalogue, the form. Imports nothing of ours."""
