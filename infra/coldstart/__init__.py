"""What a cold start of each Lambda costs in processor time (`make coldstart`)."""
