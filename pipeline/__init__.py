"""The whole chain: settings, one document, a batch, the report and the command line."""
