"""The statistics that are more than adding up."""
