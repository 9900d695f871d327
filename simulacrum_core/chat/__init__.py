"""Talking with a trained model: in the terminal, on a page, over OpenAI's protocol."""
