"""What a seal service is asked in tests, and under which key."""

from datetime import date

from functions.ports.electronic_seal import SealOrder

KEY = "0f3b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b/seal/ABCDEFGHIJKLMNOPQR23"
ORDER = SealOrder("gz-tianhe-ga", "天河区公安机关", "completion", date(2026, 11, 24), "0f" * 32)
