"""An article becomes a reading."""
