"""Prompts at a terminal: questions, answers, suggestions and hints for the record being entered."""
