"""From sheets to SOP records: segmentation, header mapping, identity block, steps, flow and normalized values."""
