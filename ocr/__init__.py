"""From a file to upright pages: rendering, page repair and text engines."""
