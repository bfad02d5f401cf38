"""What authors describe a service with."""
