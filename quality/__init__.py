"""Is it right? Rules as data with their texts, and the review that applies them."""
