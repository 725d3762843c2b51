# imports

# A file that was not accepted at all: what is wrong, what to do.
import-refused-empty = Файл порожній: у ньому немає жодного рядка. Перевірте, чи той файл ви вивантажили, і надішліть ще раз.
import-refused-corrupt = Файл пошкоджений: його не вдалося прочитати до кінця. Відкрийте його в Excel, збережіть заново й надішліть ще раз.
import-refused-encrypted = Файл захищений паролем. Збережіть його без пароля й надішліть ще раз.
import-refused-too_large = Файл завеликий для одного завантаження. Приберіть зайві аркуші та колонки або розділіть його, наприклад за роками, і надішліть частинами.
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
import-empty = У файлі «{ $file }» немає рядків із даними: лише заголовок.
import-already = «{ $file }» уже було завантажено раніше: нічого не змінилося.
import-nothing-new = У «{ $file }» немає нового: усе це вже є.
import-preview = «{ $file }» — ось що в ньому:
import-sheet = { $entity } (аркуш «{ $sheet }»)
import-entity-customers = Клієнти
import-entity-products = Товари
import-entity-orders = Замовлення
import-entity-stock = Залишки
import-entity-deals = Угоди
import-entity-deal-events = Історія угод
import-rows = { $count ->
    [one] { $count } рядок
    [few] { $count } рядки
   *[many] { $count } рядків
}
import-changes = Нових: { $created } · змінених: { $updated } · без змін: { $unchanged } · не прочитано: { $rejected }
import-rejected-row = • Рядок { $row }: { $reason }.
import-rejected-field = • Рядок { $row }, { $field }: { $reason }.
import-rejected-value = • Рядок { $row }, { $field }: { $reason } — «{ $value }».
import-rejected-more = • …і ще { $count } таких рядків.
import-skipped = Пропущено підсумків, підзаголовків і приміток: { $count }
import-ignored = Аркуш «{ $sheet }» пропущено: { $reason }
import-warnings-more = • …і ще зауважень: { $count }
import-warning-customers-merged = рядок { $row }: «{ $name }» має той самий податковий код, що й клієнт { $code }; це один клієнт
import-warning-customer-namesakes = рядок { $row }: клієнтів «{ $name }» кілька; узято того, що з кодом { $code }
import-warning-duplicate-in-file = рядок { $row }: у замовленні { $order } така сама позиція вже є; пораховано обидві
