"""What do we know, and which of it answers a question?"""
