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
