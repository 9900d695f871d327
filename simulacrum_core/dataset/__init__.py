"""The folder that an exporter writes: manifest, rows, cards."""
