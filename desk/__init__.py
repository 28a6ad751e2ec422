"""What are the rules of the trade? Values in, values out; `now` is an argument."""
