# Metrics: names, dimensions, notes, words about a query.

## The text of a query
query-ends-early = The query ends too early. Expected next: { $expected }.
query-unexpected = Expected { $expected } instead of “{ $found }”.
query-unknown-metric = There is no metric “{ $word }”.
query-unknown-dimension = There is no dimension “{ $word }”.
query-unknown-period = The period “{ $word }” is not understood. Examples: last_month, 2026-10, 2026-10-01..2026-10-15.
query-unknown-param = There is no parameter “{ $word }”.
query-not-a-number = “{ $word }” is not a number.
query-clause-twice = “{ $clause }” stands twice. Keep one.
query-strange-sign = The sign “{ $sign }” does not belong here. Put names in quotes.
query-open-quote = A closing quote is missing.
