"""How do people get in and out through the built-in web page?"""
