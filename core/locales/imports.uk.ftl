# imports

# A file that was not accepted at all: what is wrong, what to do.
import-refused-empty = Файл порожній: у ньому немає жодного рядка. Перевірте, чи той файл ви вивантажили, і надішліть ще раз.
import-refused-corrupt = Файл пошкоджений: його не вдалося прочитати до кінця. Відкрийте його в Excel, збережіть заново й надішліть ще раз.
import-refused-encrypted = Файл захищений паролем. Збережіть його без пароля й надішліть ще раз.
import-refused-too_large-bytes = Файл завеликий: { $size } МБ, а можна до { $limit } МБ. Розділіть його, наприклад за роками, і надішліть частинами.
import-refused-too_large-unpacked = Файл у розпакованому вигляді більший за { $limit } МБ. Приберіть зайві аркуші й картинки або розділіть його, наприклад за роками.
import-refused-too_large-cells = У файлі понад { $limit } клітинок. Приберіть зайві аркуші й колонки або розділіть його, наприклад за роками.
import-refused-too_large-columns = У таблиці понад { $limit } колонок. Приберіть зайві й надішліть ще раз.
import-refused-too_large-time = Файл не вдалося прочитати за { $limit ->
    [one] { $limit } секунду
    [few] { $limit } секунди
   *[many] { $limit } секунд
}. Розділіть його, наприклад за роками, і надішліть частинами.
import-refused-too_large-memory = Файл завеликий, щоб прочитати його цілком. Збережіть таблицю як CSV або розділіть її, наприклад за роками, і надішліть частинами.
import-refused-too_large-layout = Аркуш задовгий, щоб читати його в такому вигляді. Залиште на аркуші одну таблицю з одним рядком заголовків або розділіть файл, наприклад за роками.
import-refused-not_a_table = У цьому файлі немає таблиці. Надішліть файл Excel (XLSX, XLS), ODS або CSV.
import-refused-not_a_table-archive = Це архів. Розпакуйте його й надішліть саму таблицю.
import-refused-not_a_table-document = Це текстовий документ або презентація. Скопіюйте таблицю в Excel і надішліть файл XLSX.
import-refused-not_a_table-numbers = Це файл Numbers. У Numbers виберіть «Файл → Експортувати → Excel» і надішліть те, що вийде.
import-refused-not_a_table-old_excel = Це дуже старий формат Excel (4.0 або раніший). Відкрийте файл, збережіть його як XLSX і надішліть ще раз.
import-refused-not_a_table-pdf = Це PDF: числа з нього надійно не прочитати. Вивантажте той самий звіт як XLSX або CSV.
import-refused-not_a_table-picture = Це зображення. Надішліть саму таблицю: XLSX, XLS, ODS або CSV.
import-refused-not_a_table-xml = Це файл XML, а не таблиця. Вивантажте ті самі дані як XLSX або CSV.

# Що стало з файлом.
import-done = Готово. «{ $file }» завантажено: { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
}.
import-partial = «{ $file }» завантажено частково: { $count ->
    [one] { $count } рядок збережено
    [few] { $count } рядки збережено
   *[many] { $count } рядків збережено
}, { $rejected ->
    [one] { $rejected } не прочитано
    [few] { $rejected } не прочитано
   *[many] { $rejected } не прочитано
}.
import-none = Із «{ $file }» нічого не завантажено: жодного рядка не вдалося прочитати.
import-empty = У файлі «{ $file }» немає рядків із даними: лише заголовок.
import-already = «{ $file }» уже було завантажено раніше: нічого не змінилося.
import-nothing-new = У «{ $file }» немає нового: усе це вже є.
import-preview = «{ $file }» — ось що в ньому:
import-sheet = { $entity } (аркуш «{ $sheet }»)
import-source = схоже на експорт { $source }
import-entity-customers = Клієнти
import-entity-products = Товари
import-entity-orders = Замовлення
import-entity-stock = Залишки
import-entity-deals = Угоди
import-entity-deal-events = Історія угод
import-preview-one = «{ $file }» — { $table }
import-changes = Нових: { $created } · змінених: { $updated } · без змін: { $unchanged } · не прочитано: { $rejected }
import-count-created = нових: { $count }
import-count-updated = змінених: { $count }
import-count-unchanged = без змін: { $count }
import-count-rejected = не прочитано: { $count }
import-why-field = { $field } — { $reason }
import-why-value = { $field } — { $reason }: «{ $value }»
import-rejected-hint = Ці рядки — у файлі нижче, біля кожного сказано чому. Виправте їх там і киньте файл сюди: додам лише їх.
import-skipped-total = підсумки — { $count }
import-skipped-group = заголовки груп — { $count }
import-skipped-repeated-header = повтори заголовка — { $count }
import-skipped-footer = примітки — { $count }
import-ignored-part = Ще одну таблицю пропущено: { $reason }
import-warning-more = {""} (і ще { $count })
import-remembered = Колонки прочитано, як минулого разу.
import-rows = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
}
import-rejected-row = • Рядок { $row }: { $why }
import-rejected-more = • …і ще { $count ->
    [one] { $count } такий рядок
    [few] { $count } такі рядки
   *[many] { $count } таких рядків
}.
import-skipped = Пропущено: { $parts }
import-ignored = Аркуш «{ $sheet }» пропущено: { $reason }
import-warnings-more = • …і ще зауважень: { $count }
import-warning-customers-merged = рядок { $row }: «{ $name }» має той самий податковий код, що й клієнт { $code }; це один клієнт
import-warning-customers-merged-by-contact = рядок { $row }: «{ $name }» має ту саму назву й той самий телефон чи пошту, що й клієнт { $code }; це один клієнт
import-warning-customer-namesakes = рядок { $row }: клієнтів «{ $name }» кілька; узято того, що з кодом { $code }
import-warning-duplicate-in-file = однакові рядки в одному замовленні; пораховано всі; таких рядків: { $count } ({ $rows }), перший — у замовленні { $order }
import-warning-order-of-two-customers = один номер стоїть у двох клієнтів; суми пішли кожному своєму, а замовлення пораховано одне; таких номерів: { $count }, перший — { $order } (рядки: { $rows })
import-warning-days-replaced = номерів замовлень у файлі немає, тож продажі клієнта за день замінюють те, що було за той самий день; замінено: { $count }, перше — { $order } (рядки: { $rows })
import-warning-orders-numbered-anew = такі самі номери вже мають замовлення іншого року чи іншого клієнта, і цей файл їх замінить; якщо нумерація щороку починається заново, додайте рік до номера; таких номерів: { $count }, перший — { $order } (рядки: { $rows })
import-warning-orders-on-several-sheets = рядки одного замовлення стоять на кількох аркушах, їх зібрано разом; таких номерів: { $count }, перший — { $order }

# Про що варто знати після читання таблиці.
import-warning-amount-column = суми взято з колонки «{ $header }»: стільки платить клієнт
import-warning-quantity-column = кількість узято з колонки «{ $header }»: з нею сходяться ціна й сума
import-warning-amount-computed = суми не було, її пораховано з кількості й ціни; рядки: { $rows }
import-warning-amount-differs = сума у файлі не збігається з кількістю, помноженою на ціну зі знижкою; узято суму з файлу; таких рядків: { $count } ({ $rows })
import-warning-date-far = незвично далека дата; рядки: { $rows }
import-warning-discount-guess = знижку прочитано як відсотки; якщо це гривні, допишіть їх у заголовок колонки
import-warning-email-unreadable = не схоже на електронну адресу, залишено порожнім; рядки: { $rows }
import-warning-foreign-column = колонка «{ $header }» в іншій валюті, її пропущено
import-warning-number-guess = у колонці «{ $header }» не видно, чи «1,234» — це тисяча, чи трохи більше одиниці; перевірте кілька рядків
import-warning-order-total = колонка «{ $header }» повторює суму всього замовлення; суми рядків пораховано з кількості й ціни
import-warning-phone-unreadable = не схоже на телефон, залишено порожнім; рядки: { $rows }
import-warning-report-differs = рядок { $row }: у звіті стоїть { $total }, а рядки під ним дають { $sum }
import-warning-status-empty = порожній статус, пораховано як виконане; рядки: { $rows }
import-warning-stock-date-today = у файлі немає дати залишків, узято сьогоднішню
import-warning-tax-id-digits = рядок { $row }: у коді ЄДРПОУ чи РНОКПП має бути 8 або 10 цифр, а тут { $digits }
import-warning-tax-id-padded = до коду ЄДРПОУ з 7 цифр дописано нуль спереду; рядки: { $rows }
import-warning-total-differs = рядок { $row }: підсумок у файлі { $total }, а рядки дають { $sum }
import-warning-undated = у рядках немає дат, усе записано на { $date } — останній день періоду звіту
import-warning-unknown-status = невідомі статуси пораховано як виконані: { $statuses }
import-warning-unreadable-date = { $field }: не вдалося прочитати дату, залишено порожнім; рядки: { $rows }
import-warning-unreadable-error = { $field }: у клітинці помилка формули, залишено порожнім; рядки: { $rows }
import-warning-unreadable-number = { $field }: не вдалося прочитати число, залишено порожнім; рядки: { $rows }
import-warning-days-across = дні стояли колонками; кожен став окремим рядком; днів: { $count }
import-warning-differences-more = є ще підсумки, що не збігаються з рядками: { $count }
import-warning-group-rows = назви груп над рядками взято як поле «{ $field }»; груп: { $count }
import-warning-hidden-rows = у файлі є приховані рядки, їх теж прочитано: { $count }
import-warning-hidden-columns = у файлі є приховані колонки, їх теж прочитано: { $count }
import-warning-idle-rows = рядків без жодного продажу: { $count }
import-warning-places-across = склади стояли колонками; залишок кожного записано окремо; складів: { $count }
import-warning-commas-joined = числа з комою стояли без лапок і розпалися на два поля; їх зібрано; таких рядків: { $count }
import-warning-rows-too-wide = у рядках більше полів, ніж у заголовку; зайві пропущено: перевірте ці рядки ({ $rows }); усього їх: { $count }
import-warning-returns-left-out = колонку «{ $header }» не враховано: повернення рахуються з окремих рядків чи документів
import-warning-month-dates = замість дня стоїть лише місяць; рядок записано за перше його число; рядки: { $rows }
import-warning-monthly = місяці стояли колонками; кожен став рядком за перше число місяця; місяців: { $count }
import-warning-no-breakdown = товарів у таблиці немає, усе записано на один товар «{ $product }»
import-warning-no-quantities = кількостей у таблиці немає, штуки пораховано як 0
import-warning-as-above = порожня дата чи клієнт означає «як вище»; узято з рядка вище; рядки: { $rows }
import-warning-by-values = колонки без зрозумілого заголовка впізнано за значеннями: { $columns }

# Чому аркуш або другу таблицю пропущено.
import-ignored-empty = він порожній
import-ignored-grouped-report = це звіт із групами, який не вдалося розібрати надійно
import-ignored-hidden = він прихований
import-ignored-no-amount = немає ні суми, ні ціни
import-ignored-no-customer = немає колонки, яка називає клієнта
import-ignored-no-date = немає дати
import-ignored-no-product = немає колонки з товаром
import-ignored-no-quantity = немає колонки з кількістю
import-ignored-no-stage = немає колонки з етапом угоди
import-ignored-purchases = це закупівлі, а не продажі
import-ignored-transfer = це переміщення між складами, а не продажі
import-ignored-write-off = це списання, а не продажі
import-ignored-plan = це план, а не продажі
import-ignored-offer = це пропозиція, а не продажі
import-ignored-expenses = це витрати, а не продажі
import-ignored-order-total-only = сума тут — за все замовлення, а ціни рядків немає
import-ignored-unclear = незрозуміло, це клієнти чи товари
import-ignored-unknown = знайомої таблиці тут немає
import-ignored-months-measure = не видно, суми в місяцях чи кількість
import-ignored-months-no-amount = місяці колонками без сум і цін
import-ignored-months-year = місяці без року
import-ignored-months-rows = не видно, що називає перша колонка

# Питання, без відповіді на яке файл не завантажити.
import-choice-grouped-report = Це звіт, у якому рядки зібрано в групи, і його не вдалося розібрати так, щоб суми зійшлися. Вивантажте його простою таблицею: один рядок — один товар документа.
import-choice-no-amount = У таблиці немає ні суми, ні ціни. Яка колонка показує гроші?
import-choice-no-customer = Не видно, де тут назва клієнта. Яка це колонка?
import-choice-no-date = У таблиці немає дати продажу. Додайте колонку з датою або період над таблицею.
import-choice-no-product = Не видно, який товар продано. Яка колонка називає товар?
import-choice-no-quantity = Не видно кількості. Яка це колонка?
import-choice-no-stage = Не видно етапу угоди. Яка це колонка?
import-choice-purchases = Схоже, це закупівлі, а не продажі. У виручку їх не додано. Якщо це все ж продажі, оберіть «Замовлення».
import-choice-transfer = Схоже, це переміщення між складами, а не продажі. У виручку їх не додано. Якщо це все ж продажі, оберіть «Замовлення».
import-choice-write-off = Схоже, це списання, а не продажі. У виручку їх не додано. Якщо це все ж продажі, оберіть «Замовлення».
import-choice-plan = Схоже, це план, а не те, що вже продано. У виручку його не додано. Якщо це все ж продажі, оберіть «Замовлення».
import-choice-offer = Схоже, це пропозиція, а не продаж. У виручку її не додано. Якщо це все ж продаж, оберіть «Замовлення».
import-choice-expenses = Схоже, це витрати, а не продажі. У виручку їх не додано. Якщо це все ж продажі, оберіть «Замовлення».
import-choice-order-total-only = Сума тут одна на все замовлення, а цін немає: не видно, скільки коштує кожен товар. Додайте ціну або суму кожного рядка.
import-choice-unclear = Це клієнти чи товари? З таблиці цього не видно.
import-choice-unknown = Не вдалося впізнати таблицю. Що в ній: замовлення, клієнти, товари, залишки чи угоди?
import-choice-months-measure = Місяці стоять колонками, але не видно, що в них: сума чи кількість?
import-choice-months-no-amount = Місяці стоять колонками, але є лише кількість, без сум і цін. Додайте суми або колонку з ціною.
import-choice-months-year = Місяці стоять колонками, але не видно якого року. Напишіть рік над таблицею або в назві аркуша.
import-choice-months-rows = Місяці стоять колонками. Що називає перша колонка: клієнтів чи товари?

# Чому рядок не прочитано.
import-reason-bad-date = це не дата або такої дати немає
import-reason-bad-number = не вдалося прочитати число
import-reason-cell-error = у клітинці помилка формули
import-reason-csv-quote = лапки відкрито, але не закрито
import-reason-currency = інша валюта
import-reason-missing-required = порожньо, а без цього рядок не порахувати

# Поля словами.
field-customer-address = адреса
field-customer-city = місто
field-customer-code = код клієнта
field-customer-created-at = клієнт із дати
field-customer-email = e-mail
field-customer-manager = менеджер клієнта
field-customer-name = клієнт
field-customer-phone = телефон
field-customer-region = область
field-customer-tax-id = код ЄДРПОУ
field-customer-type = тип клієнта
field-deal-amount = сума угоди
field-deal-closed-at = дата завершення
field-deal-created-at = дата створення
field-deal-event-date = дата переходу
field-deal-event-from-stage = попередній етап
field-deal-event-to-stage = новий етап
field-deal-id = номер угоди
field-deal-manager = відповідальний
field-deal-probability = імовірність
field-deal-stage = етап
field-deal-title = назва угоди
field-line-amount = сума
field-line-cost = собівартість одиниці
field-line-cost-total = собівартість рядка
field-line-discount = знижка
field-line-price = ціна
field-line-qty = кількість
field-line-return = повернення
field-order-comment = коментар
field-order-currency = валюта
field-order-date = дата
field-order-manager = менеджер
field-order-no = номер
field-order-status = статус
field-product = товар
field-product-active = у продажу
field-product-barcode = штрихкод
field-product-brand = бренд
field-product-category = категорія
field-product-cost = собівартість
field-product-created-at = дата додавання
field-product-lead-time-days = термін поставки
field-product-name = назва товару
field-product-price = ціна
field-product-sku = артикул
field-product-supplier = постачальник
field-product-unit = одиниця виміру
field-stock-date = дата залишку
field-stock-on-hand = залишок
field-stock-unit-cost = собівартість одиниці
field-stock-warehouse = склад
import-drafts = Додано до довідників: { $parts }
import-drafts-coming = Буде додано до довідників: { $parts }
import-drafts-customers = клієнтів — { $count }
import-drafts-products = товарів — { $count }

# A file of the rejected rows.
rejected-file-ending = не-завантажено
rejected-reason-header = Чому не завантажено
import-cut-off = Завантаження файлу «{ $file }» обірвалося, нічого не змінено. Киньте файл ще раз.
