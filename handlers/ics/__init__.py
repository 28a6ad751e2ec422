"""Schedules of who is on call as iCalendar: read from elsewhere, and written for others."""
