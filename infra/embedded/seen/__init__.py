"""What one server shows of itself: numbers under the names that they have on AWS, a line for each request."""
