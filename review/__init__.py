"""Human review: doubtful cells out to CSV and XLSX, corrections back in, and the ledger that keeps them."""
