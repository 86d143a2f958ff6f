"""What maintainers need: whether the FAQ is sound, what an edit changes, what goes unanswered."""
