"""What one case costs on AWS (`make cost`)."""
