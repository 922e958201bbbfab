"""Files of data that people write: TOML and JSON, bounded, each mistake with its place."""
