"""For a department's developers: a relay, a judge of signatures, samples (Standard Webhooks 1.0)."""
