"""What `lianban` can be told, one module a group of commands."""
