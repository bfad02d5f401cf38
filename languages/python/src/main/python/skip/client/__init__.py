"""The client: reads, follows and writes what a service has."""
