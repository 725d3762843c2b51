# Картинки: заголовки, осі, примітки.

chart-as-of = станом на { $date }
chart-only = { $name }: { $values }
chart-except = { $name }: крім { $values }

## Розріз у заголовку: «Виручка по місяцях»
chart-by-day = по днях
chart-by-week = по тижнях
chart-by-month = по місяцях
chart-by-quarter = по кварталах
chart-by-year = по роках
chart-by-weekday = за днями тижня
chart-by-customer = за клієнтами
chart-by-customer_code = за кодами клієнтів
chart-by-customer_type = за типами клієнтів
chart-by-city = за містами
chart-by-region = за областями
chart-by-manager = за менеджерами
chart-by-product = за товарами
chart-by-sku = за артикулами
chart-by-category = за категоріями
chart-by-brand = за брендами
chart-by-supplier = за постачальниками
chart-by-warehouse = за складами
chart-by-status = за статусами
chart-by-segment = за сегментами
chart-by-class = за класами
chart-by-stage = за етапами

## Числа на осі
chart-thousand = тис.
chart-million = млн
chart-billion = млрд
chart-trillion = трлн
chart-scaled-unit = { $scale } { $unit }
chart-unit-units = од.
chart-unit-points = в. п.
chart-unit-days = дн.
chart-unit-months = міс.

## Час
chart-quarter = { $quarter } кв.
chart-weekday-1 = понеділок
chart-weekday-2 = вівторок
chart-weekday-3 = середа
chart-weekday-4 = четвер
chart-weekday-5 = п’ятниця
chart-weekday-6 = субота
chart-weekday-7 = неділя
chart-weekday-short-1 = пн
chart-weekday-short-2 = вт
chart-weekday-short-3 = ср
chart-weekday-short-4 = чт
chart-weekday-short-5 = пт
chart-weekday-short-6 = сб
chart-weekday-short-7 = нд

## Примітки
chart-share = частка
chart-change = зміна
chart-change-against = { $change } проти { $base }
chart-shown = Показано { $shown } з { $of }
chart-largest = Показано { $shown } найбільші з { $of }
chart-partial = Пунктир – неповний період: { $names }
chart-partial-several = Пунктир – неповні періоди: { $names }
chart-partial-until = , дані по { $date }

## Словами
chart-alt-course = Початок: { $first }. Кінець: { $last }. Найбільше: { $highest }. Найменше: { $lowest }
