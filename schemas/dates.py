"""A day, and a month, as people read them."""

from datetime import date


def date_text(day: date) -> str:
    """2026年11月28日"""
    return f"{day.year}年{day.month}月{day.day}日"


def month_text(month: str) -> str:
    """`month` as ISO 8601 writes it: 2026年12月. What is stored otherwise stands as it is."""
    year, _, number = month.partition("-")
    return f"{year}年{int(number)}月" if number.isdecimal() else month
