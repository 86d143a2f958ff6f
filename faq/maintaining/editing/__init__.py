"""Changes to the text of an FAQ's files that leave everything else as it was written."""
