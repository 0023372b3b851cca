"""The searchable archive of SOP records, its exports and diagrams."""
