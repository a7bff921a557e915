"""The Dagster face of the pipeline: assets, checks, partitions, schedules; bodies of a few lines."""
