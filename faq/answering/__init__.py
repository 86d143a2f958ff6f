"""From a question to a reply: what an FAQ answers, how conversations go on, and hot reload."""
