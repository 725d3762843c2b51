# Картинки: заголовки, осі, примітки.

chart-as-of = станом на { $date }

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
chart-partial-two = Пунктир – неповні періоди: { $names }
chart-partial-many = Пунктир – неповні періоди
chart-partial-until = , дані по { $date }

## Словами
chart-alt-course = Початок: { $first }. Кінець: { $last }. Найбільше: { $highest }. Найменше: { $lowest }
