"""放假安排 of a year as a place writes it beside its routes."""

from datetime import date

# Made up, with every legal holiday of the year in it.
YEAR = """[2027]
source = "国办发明电〔2026〕0号"
days_off = [
  [2027-01-01, 2027-01-03], [2027-02-05, 2027-02-11], [2027-04-03, 2027-04-05], [2027-05-01, 2027-05-04],
  [2027-06-09, 2027-06-09], [2027-09-15, 2027-09-17], [2027-10-01, 2027-10-07],
]
workdays = [2026-12-27, 2027-02-13, 2027-05-08]
"""
# A Sunday that it has worked.
WORKED = date(2026, 12, 27)
