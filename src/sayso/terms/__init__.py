"""The words of the project as frozen types."""
