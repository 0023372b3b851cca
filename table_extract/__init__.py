"""From pages and text dumps to sheets: tables with cells, symbols and connectors, and the text around them."""
