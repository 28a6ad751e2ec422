"""How do people get in and out through Slack?"""
