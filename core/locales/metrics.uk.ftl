# Показники: назви, виміри, примітки, слова про запит.

metric-revenue = виручка
metric-gross-sales = валові продажі
metric-returns-amount = повернення
metric-return-rate = частка повернень
metric-orders = замовлення
metric-units = продано одиниць
metric-aov = середній чек
metric-lines-per-order = позицій у чеку
metric-discount-amount = знижки
metric-gross-profit = валовий прибуток
metric-margin-pct = маржинальність
metric-markup-pct = націнка
metric-cancelled-orders = скасовані замовлення
metric-cancel-rate = частка скасувань
metric-active-customers = активні клієнти
metric-new-customers = нові клієнти
metric-returning-customers = повторні клієнти
metric-repeat-rate = частка повторних покупок
metric-revenue-per-customer = виручка на клієнта
metric-customers-total = клієнтів у базі
metric-never-bought = клієнти без жодної покупки
metric-last-purchase = остання покупка
metric-months-without-purchase = місяців без покупок
metric-inactive-customers = клієнти без покупок
metric-rfm = RFM-аналіз
metric-rfm-segments = сегменти RFM
metric-churn-risk = ризик відтоку
metric-cohort-retention = когортне утримання
metric-stock-on-hand = залишок
metric-stock-value = вартість залишків
metric-out-of-stock = немає в наявності
metric-lost-sales = упущені продажі (оцінка)
metric-dead-stock = неліквід
metric-days-of-cover = запас у днях
metric-cover-below = товари, що закінчуються
metric-stockout-date = коли закінчиться
metric-turnover-times = оборотність, разів
metric-turnover-days = оборотність, днів
metric-sell-through = відсоток розпродажу
metric-abc = ABC-аналіз
metric-xyz = XYZ-аналіз
metric-abc-xyz = матриця ABC/XYZ
metric-safety-stock = страховий запас
metric-reorder-point = точка замовлення
metric-order-quantity = рекомендоване замовлення
metric-to-reorder = товари до замовлення
metric-open-deals = відкриті угоди
metric-pipeline-amount = сума воронки
metric-weighted-pipeline = зважена воронка
metric-win-rate = конверсія в угоду
metric-stage-conversion = конверсія етапів
metric-avg-days-in-stage = середній час на етапі
metric-sales-cycle = цикл угоди
metric-forecast-revenue = прогноз виручки

dimension-day = день
dimension-week = тиждень
dimension-month = місяць
dimension-quarter = квартал
dimension-year = рік
dimension-weekday = день тижня
dimension-customer = клієнт
dimension-customer-code = код клієнта
dimension-customer-type = тип клієнта
dimension-city = місто
dimension-region = регіон
dimension-manager = менеджер
dimension-product = товар
dimension-sku = артикул
dimension-category = категорія
dimension-brand = бренд
dimension-supplier = постачальник
dimension-warehouse = склад
dimension-status = статус
dimension-segment = сегмент
dimension-class = клас
dimension-stage = етап

by-day = по днях
by-week = по тижнях
by-month = по місяцях
by-quarter = по кварталах
by-year = по роках
by-weekday = за днями тижня
by-customer = за клієнтами
by-customer-code = за кодами клієнтів
by-customer-type = за типами клієнтів
by-city = за містами
by-region = за регіонами
by-manager = за менеджерами
by-product = за товарами
by-sku = за артикулами
by-category = за категоріями
by-brand = за брендами
by-supplier = за постачальниками
by-warehouse = за складами
by-status = за статусами
by-segment = за сегментами
by-class = за класами
by-stage = за етапами

param-days = днів
param-months = місяців
param-below = менше
param-segment = сегмент
param-class = клас
param-cohort = когорта
param-after = через місяців
param-service-level = рівень сервісу

# За ідентифікатором, для речень.
metric-named = { $metric ->
    [revenue] { metric-revenue }
    [gross_sales] { metric-gross-sales }
    [returns_amount] { metric-returns-amount }
    [return_rate] { metric-return-rate }
    [orders] { metric-orders }
    [units] { metric-units }
    [aov] { metric-aov }
    [lines_per_order] { metric-lines-per-order }
    [discount_amount] { metric-discount-amount }
    [gross_profit] { metric-gross-profit }
    [margin_pct] { metric-margin-pct }
    [markup_pct] { metric-markup-pct }
    [cancelled_orders] { metric-cancelled-orders }
    [cancel_rate] { metric-cancel-rate }
    [active_customers] { metric-active-customers }
    [new_customers] { metric-new-customers }
    [returning_customers] { metric-returning-customers }
    [repeat_rate] { metric-repeat-rate }
    [revenue_per_customer] { metric-revenue-per-customer }
    [customers_total] { metric-customers-total }
    [never_bought] { metric-never-bought }
    [last_purchase] { metric-last-purchase }
    [months_without_purchase] { metric-months-without-purchase }
    [inactive_customers] { metric-inactive-customers }
    [rfm] { metric-rfm }
    [rfm_segments] { metric-rfm-segments }
    [churn_risk] { metric-churn-risk }
    [cohort_retention] { metric-cohort-retention }
    [stock_on_hand] { metric-stock-on-hand }
    [stock_value] { metric-stock-value }
    [out_of_stock] { metric-out-of-stock }
    [lost_sales] { metric-lost-sales }
    [dead_stock] { metric-dead-stock }
    [days_of_cover] { metric-days-of-cover }
    [cover_below] { metric-cover-below }
    [stockout_date] { metric-stockout-date }
    [turnover_times] { metric-turnover-times }
    [turnover_days] { metric-turnover-days }
    [sell_through] { metric-sell-through }
    [abc] { metric-abc }
    [xyz] { metric-xyz }
    [abc_xyz] { metric-abc-xyz }
    [safety_stock] { metric-safety-stock }
    [reorder_point] { metric-reorder-point }
    [order_quantity] { metric-order-quantity }
    [to_reorder] { metric-to-reorder }
    [open_deals] { metric-open-deals }
    [pipeline_amount] { metric-pipeline-amount }
    [weighted_pipeline] { metric-weighted-pipeline }
    [win_rate] { metric-win-rate }
    [stage_conversion] { metric-stage-conversion }
    [avg_days_in_stage] { metric-avg-days-in-stage }
    [sales_cycle] { metric-sales-cycle }
    [forecast_revenue] { metric-forecast-revenue }
   *[other] { $metric }
}
dimension-named = { $dimension ->
    [day] { dimension-day }
    [week] { dimension-week }
    [month] { dimension-month }
    [quarter] { dimension-quarter }
    [year] { dimension-year }
    [weekday] { dimension-weekday }
    [customer] { dimension-customer }
    [customer_code] { dimension-customer-code }
    [customer_type] { dimension-customer-type }
    [city] { dimension-city }
    [region] { dimension-region }
    [manager] { dimension-manager }
    [product] { dimension-product }
    [sku] { dimension-sku }
    [category] { dimension-category }
    [brand] { dimension-brand }
    [supplier] { dimension-supplier }
    [warehouse] { dimension-warehouse }
    [status] { dimension-status }
    [segment] { dimension-segment }
    [class] { dimension-class }
    [stage] { dimension-stage }
   *[other] { $dimension }
}

## Рядок «зрозуміло»
understood-state = станом на { $date }
understood-and-more = { $filter } і ще { $count }
understood-is = { $dimension }: { $values }
understood-is-not = { $dimension }: крім { $values }
understood-more = { $metric } понад { $value }
understood-at-least = { $metric } від { $value }
understood-less = { $metric } менше { $value }
understood-at-most = { $metric } до { $value }
understood-param = { $param }: { $value }
understood-compared = порівняно з { $period }

## Клітинки
cell-times-longer = у { $times } раза довше звичного
cell-missing = —
cell-not-given = (не вказано)
cell-no-name = (без назви)
cell-points = { $value } в. п.
cell-days = { $count ->
    [one] { $value } день
    [few] { $value } дні
   *[many] { $value } днів
}
cell-months = { $count ->
    [one] { $value } місяць
    [few] { $value } місяці
   *[many] { $value } місяців
}
cell-days-fraction = { $value } дня
cell-months-fraction = { $value } місяця
cell-month = { $month } { $year }
cell-week = тиждень { $from }–{ $to }
cell-quarter = { $quarter } кв. { $year }
weekday-1 = понеділок
weekday-2 = вівторок
weekday-3 = середа
weekday-4 = четвер
weekday-5 = пʼятниця
weekday-6 = субота
weekday-7 = неділя

## Примітки
note-coverage = Дані є лише за { $period }.
note-partial = Останній період неповний: дані по { $date }.
note-partial-start = Перший період неповний: дані з { $date }.
note-cost-coverage = Собівартість відома для { $percent } виручки; решта в прибуток не входить.
note-mixed-units = Тут складено різні одиниці виміру.
note-snapshot = Залишки станом на { $date }.
note-first-customers-look-new = Дані починаються з { $date }, тому давні клієнти виглядають новими.
note-last-period-with-data = За поточний місяць даних ще немає, тож узято останній із даними: { $period }.
note-shown = Показано { $shown } з { $of }.
note-unknown-cost = { $count ->
    [one] { $count } товар без собівартості не враховано.
    [few] { $count } товари без собівартості не враховано.
   *[many] { $count } товарів без собівартості не враховано.
}
note-estimate = Це оцінка: історії замало.
note-forecast = Це прогноз, не гарантія.
note-never-bought-apart = { $count ->
    [one] Ще { $count } клієнт не купував жодного разу; його в списку немає.
    [few] Ще { $count } клієнти не купували жодного разу; їх у списку немає.
   *[many] Ще { $count } клієнтів не купували жодного разу; їх у списку немає.
}
note-no-data-orders = Замовлень ще немає. Завантажте файл із продажами.
note-no-data-stock = Залишків ще немає. Завантажте файл із залишками.
note-no-data-deals = Угод ще немає. Завантажте файл з угодами.
note-no-data-customers = Клієнтів ще немає. Завантажте файл із клієнтами.
note-no-data-products = Товарів ще немає. Завантажте файл із товарами.

## Чого спитати не можна
query-metric-twice = «{ metric-named }» названо двічі. Залиште один раз.
query-metrics-apart = «{ metric-named }» рахується окремо. Поставте два запитання.
query-dimension-twice = «{ dimension-named }» стоїть двічі. Залиште один раз.
query-two-grains = Оберіть один крок: день, тиждень, місяць, квартал або рік.
query-not-split = «{ metric-named }» не ділиться так: { dimension-named }. { query-can }
query-not-narrowed = «{ metric-named }» не можна звузити так: { dimension-named }. { query-can }
query-can = { $kind ->
    [sales] Можна за днями, тижнями, місяцями, клієнтами, товарами, категоріями, брендами, містами, менеджерами.
    [customers] Можна за клієнтами, їхніми типами, містами, областями, менеджерами.
    [products] Можна за товарами, категоріями, брендами, постачальниками.
    [deals] Можна за етапами та менеджерами.
    [months] Можна за місяцями.
   *[other] Спитайте без цього поділу.
}
query-filter-by-period = Дати задаються періодом: «за жовтень», «з 1 по 15 жовтня».
query-bad-weekday = День тижня – число від 1 (понеділок) до 7 (неділя).
query-threshold-of-one = Щоб відібрати за показником «{ metric-named }», скажіть, кого чи що відбирати: клієнтів, товари, міста.
query-param-not-taken = «{ metric-named }» не має параметра «{ $param }».
query-bad-param = Значення «{ $value }» для «{ $param }» не підходить. Приклад: { $example }.
query-bad-sort = Сортувати можна за показником або виміром із запиту.
query-limit-zero = Показати нуль рядків не вийде. Назвіть число від 1.
query-series-too-long = Забагато точок для такого періоду. Візьміть місяці або роки.
query-no-comparison = «{ metric-named }» не порівнюється з іншим періодом. Спитайте про кожен період окремо.
period-in-future = Цей період ще не настав: сьогодні { $date }. Спитайте про минулий період або про прогноз.

## Текст запиту
query-ends-early = Запит обірвано. Далі очікується: { $expected }.
query-unexpected = Замість «{ $found }» очікується: { $expected }.
query-unknown-metric = Показника «{ $word }» немає.
query-unknown-dimension = Виміру «{ $word }» немає.
query-unknown-period = Період «{ $word }» не розпізнано. Приклади: last_month, 2026-10, 2026-10-01..2026-10-15.
query-unknown-param = Параметра «{ $word }» немає.
query-not-a-number = «{ $word }» не є числом.
query-clause-twice = Частина «{ $clause }» стоїть двічі. Залиште одну.
query-strange-sign = Знак «{ $sign }» тут зайвий. Назви беріть у лапки.
query-open-quote = Не вистачає закривних лапок.

## Колонки
column-base = { $metric }: було
column-difference = { $metric }: різниця
column-growth = { $metric }: зміна
column-share = частка
column-cumulative-share = частка разом із попередніми
column-last-purchase = остання покупка
column-months-without-purchase = місяців без покупок
column-revenue-12m = виручка за рік до останньої покупки
column-days-since = минуло від покупки
column-created-on = у базі з
column-segment = сегмент
column-class = рівень
column-recency-days = минуло від покупки
column-frequency = замовлень
column-monetary = виручка
column-usual-gap = зазвичай купує раз на
column-cohort-size = прийшло клієнтів
column-cohort-active = купували знову
column-after-1 = через 1 міс.
column-after-2 = через 2 міс.
column-after-3 = через 3 міс.
column-after-4 = через 4 міс.
column-after-5 = через 5 міс.
column-after-6 = через 6 міс.
column-after-7 = через 7 міс.
column-after-8 = через 8 міс.
column-after-9 = через 9 міс.
column-after-10 = через 10 міс.
column-after-11 = через 11 міс.
column-after-12 = через 12 міс.
column-customers = клієнтів
column-lasts = вистачить на
column-reorder = замовити
column-on-hand = залишок
column-last-sale = останній продаж
column-products = товарів
column-silent = мовчить
column-days-out = днів без товару
column-daily-units = продається за день
column-sold = продано
column-lead-time-days = строк постачання
column-cost-of-goods = собівартість проданого
column-average-stock = середній запас
column-revenue = виручка
column-revenue-share = частка виручки
column-class-abc-xyz = клас ABC/XYZ
column-variation = коливання продажів
column-deals-without-amount = з них без суми
column-median-cycle = медіана циклу
column-won = виграно
column-lost = програно
column-won-amount = сума виграних
column-entered = зайшло угод
column-passed = пройшло далі
column-undecided = ще на етапі
column-stays = завершених перебувань
column-open-days = у роботі зараз
column-open-stays = зараз на етапі
column-low = щонайменше
column-high = щонайбільше
column-year-before = рік тому
column-method = спосіб
column-error-percent = похибка на минулих місяцях
column-mase = похибка проти простого прогнозу (менше 1 — точніше)

## Сегменти, рівні, класи, способи прогнозу
segment-champions = Чемпіони
segment-loyal = Лояльні
segment-potential-loyalists = Потенційно лояльні
segment-new = Нові
segment-promising = Перспективні
segment-need-attention = Потребують уваги
segment-about-to-sleep = Засинають
segment-cant-lose = Не можна втратити
segment-at-risk = Під загрозою
segment-hibernating = Сплячі
class-none = без класу
class-ok = у ритмі
class-risk = під ризиком
class-lost = ймовірно втрачений
method-naive = як минулого місяця
method-seasonal-naive = торішній місяць
method-seasonal-growth = торішній місяць × приріст
method-damped-trend = тренд, що згасає
method-holt-winters = Гольт — Вінтерс із сезонами
method-mean = середнє за 12 місяців

## Прогноз
note-no-data-deal-events = Історії переходів між етапами ще немає. Завантажте файл з історією угод.
forecast-too-little = Для прогнозу потрібно щонайменше { $needed } повних місяців продажів, а є { $months }. Завантажте давніші продажі.
forecast-too-far = Прогноз робиться не далі ніж на { $months } місяців уперед. Назвіть ближчий місяць.
