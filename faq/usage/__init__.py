"""What is recorded of questions and answers, for how long, and the figures made of it."""
