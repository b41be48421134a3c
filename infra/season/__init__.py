"""The season: a month in which everybody applies at once, and one department is down, against what AWS allows."""
