"""How are things kept? Tables, migrations, repositories, inbox and outbox."""
