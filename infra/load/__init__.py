"""What one server bears: submissions, webhooks, pages and lists at rising rates, where it gives way, and how."""
