# Pictures: titles, axes, notes.

chart-as-of = as of { $date }
chart-only = { $name }: { $values }
chart-except = { $name }: except { $values }

## The split in the title: "Revenue by month"
chart-by-day = by day
chart-by-week = by week
chart-by-month = by month
chart-by-quarter = by quarter
chart-by-year = by year
chart-by-weekday = by day of the week
chart-by-customer = by customer
chart-by-customer_code = by customer code
chart-by-customer_type = by customer type
chart-by-city = by city
chart-by-region = by region
chart-by-manager = by manager
chart-by-product = by product
chart-by-sku = by SKU
chart-by-category = by category
chart-by-brand = by brand
chart-by-supplier = by supplier
chart-by-warehouse = by warehouse
chart-by-status = by status
chart-by-segment = by segment
chart-by-class = by class
chart-by-stage = by stage

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
chart-weekday-1 = Monday
chart-weekday-2 = Tuesday
chart-weekday-3 = Wednesday
chart-weekday-4 = Thursday
chart-weekday-5 = Friday
chart-weekday-6 = Saturday
chart-weekday-7 = Sunday
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
chart-partial-several = Dashed: not whole periods – { $names }
chart-partial-until = , data until { $date }

## In words
chart-alt-course = Start: { $first }. End: { $last }. Highest: { $highest }. Lowest: { $lowest }
