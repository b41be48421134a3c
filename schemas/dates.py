"""A day as people read it."""

from datetime import date


def date_text(day: date) -> str:
    """2026年11月28日"""
    return f"{day.year}年{day.month}月{day.day}日"
