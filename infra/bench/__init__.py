"""What the embedded platform can do on this machine, beside what the design asks of it: speed and memory."""
