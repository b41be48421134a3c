"""How the embedded platform bears a ledger that grows: real cases, copied by the million, and what every list then takes."""
