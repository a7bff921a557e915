"""What happens to a number: reading, mapping, storing, adding up; without Dagster, web or charts."""
