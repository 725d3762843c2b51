# Pictures: titles, axes, notes.

chart-as-of = as of { $date }

## Numbers on the axis
chart-thousand = thousand
chart-million = million
chart-billion = billion
chart-trillion = trillion
chart-scaled-unit = { $unit } { $scale }
chart-unit-units = units
chart-unit-points = p.p.
chart-unit-days = days
chart-unit-months = months

## Time
chart-quarter = Q{ $quarter }
chart-weekday-short-1 = Mon
chart-weekday-short-2 = Tue
chart-weekday-short-3 = Wed
chart-weekday-short-4 = Thu
chart-weekday-short-5 = Fri
chart-weekday-short-6 = Sat
chart-weekday-short-7 = Sun

## Notes
chart-share = share
chart-change = change
chart-change-against = { $change } against { $base }
chart-shown = { $shown } of { $of } shown
chart-largest = The { $shown } largest of { $of } shown
chart-partial = Dashed: not a whole period – { $names }
chart-partial-two = Dashed: not whole periods – { $names }
chart-partial-many = Dashed: not whole periods
chart-partial-until = , data until { $date }

## In words
chart-alt-course = Start: { $first }. End: { $last }. Highest: { $highest }. Lowest: { $lowest }
