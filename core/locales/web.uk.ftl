# The web chat and the pages around it.
web-name = Кабінет
web-language = Мова
web-skip = До поля запитання
web-demo = демо

web-welcome-title = Ваші таблиці відповідають на запитання
web-welcome-text = Перетягніть файл із продажами, запитайте звичайними словами — і отримайте число, картинку й пояснення, як його пораховано.
web-welcome-how = Щоб увійти, візьміть одноразове посилання: на комп’ютері, де працює Кабінет, виконайте
web-welcome-then = і відкрийте те, що з’явиться. Посилання діє добу й лише раз.

web-link-title = Вхід до Кабінету
web-link-text = Посилання спрацює один раз. Далі цей браузер вас пам’ятатиме.
web-sign-in = Увійти
web-link-spent-title = Потрібне нове посилання
web-link-spent-hint = Щоб отримати нове, виконайте на комп’ютері, де працює Кабінет:
web-sign-out = Вийти
web-failed-title = Не вийшло
web-to-chat = До розмови

web-menu = Компанії та налаштування
web-new-title = Створити свою компанію
web-new-name = Назва
web-new-example = ТОВ «Ромашка»
web-new-currency = Валюта
web-new-create = Створити

web-chat-with = Розмова: { $name }
web-log = Повідомлення
web-author-person = Ви
web-author-assistant = Кабінет
web-table = Таблиця
web-choices = Що далі
web-examples = Приклади запитань
web-ask = Запитайте про продажі
web-composer = Нове повідомлення
web-send = Надіслати
web-attach = Додати файл
web-drop-here = Відпустіть файл, і я його прочитаю
web-thinking = Кабінет рахує…
web-uploading = Завантажую…
web-reading = Читаю файл…
web-cancel = Скасувати
web-retry = Спробувати ще раз
web-no-script = Для розмови потрібен JavaScript: увімкніть його в браузері.

web-start-demo-title = Запитайте щось
web-start-demo-text = Це демонстраційна компанія з вигаданими продажами. Натисніть запитання або напишіть своє.
web-start-own-title = Почнімо з файлу
web-start-own-text = Перетягніть сюди продажі, клієнтів, товари чи залишки — як є, з 1С, BAS, KeyCRM, Prom або з Excel. Перед завантаженням я покажу, що зрозумів.
web-start-pick = Вибрати файл
web-start-formats = Excel, CSV, ODS · до { $size } МБ

web-example-month = скільки продали минулого місяця
web-example-products = топ 5 товарів за рік
web-example-lost = хто не купував три місяці
web-example-stock = які товари закінчуються
web-example-growth = виручка по місяцях порівняно з торік
web-example-customers = топ 10 клієнтів
web-example-help = що ти вмієш

web-offline = Немає зв’язку. Перевірте мережу і спробуйте ще раз.
web-signed-out = Час входу минув. Відкрийте нове посилання для входу.
web-elsewhere = В іншій вкладці ви перейшли в компанію «{ $organization }», тому тут нічого не зроблено. Оновіть сторінку.
web-reload = Оновити сторінку
web-form-stale = Сторінка застаріла. Оновіть її і повторіть.
web-page-missing = Такої сторінки немає.
web-not-understood = Запит не вдалося прочитати. Оновіть сторінку і повторіть.
web-too-slow = Відповідь забарилася. Спробуйте ще раз.
web-too-large = Файл завеликий. Розділіть його на частини, наприклад за роками.
web-one-file = Читаю по одному файлу. Почніть із першого, а коли його завантажено, киньте наступний.
web-upload-broken = Файл не дійшов: зв’язок обірвався. Надішліть його ще раз.
web-no-file = Файлу немає. Виберіть його ще раз.
web-text-too-long = Задовге повідомлення. Скоротіть його до 4 000 літер.
web-name-too-long = Задовга назва. Скоротіть її до 120 літер.

web-file-too-large = Файл завеликий: можна до { $limit } МБ. Розділіть його на частини, наприклад за роками.
web-stop = Зупинити
web-stopping = Зупиняю…
web-working = Читаю файл…
web-lost = Відповіді немає. Оновіть сторінку; якщо файл не завантажено, киньте його ще раз.

web-columns-title = Колонки файлу
web-columns-none = У цьому файлі немає таблиці, яку можна прочитати.
web-columns-sheet = Аркуш «{ $sheet }»
web-columns-table = Таблиця
web-columns-kind = Що в таблиці
web-columns-choose = виберіть
web-columns-fixed = Це звіт із групами: де тут клієнт, документ і товар, видно з його будови, тож колонки змінювати не треба.
web-columns-remembered = Колонки прочитано, як ви підтвердили минулого разу.
web-columns-forget = Забути
web-columns-field = Що в колонці «{ $header }»
web-columns-written = Як записано значення в колонці «{ $header }»
web-columns-empty = порожньо
web-columns-rows = Перші рядки
web-columns-save = Зберегти і подивитися
web-columns-back = Назад до розмови
web-columns-then = Далі я покажу, що вийде; завантажу лише після вашого «Завантажити» і запам’ятаю колонки для таких файлів.
web-columns-said = Колонки «{ $file }» перевірено
web-conversion-auto = визначити за значеннями
web-conversion-day-first = спочатку день: 31.12.2026
web-conversion-month-first = спочатку місяць: 12/31/2026
web-conversion-decimal-comma = копійки після коми: 1 234,50
web-conversion-decimal-point = копійки після крапки: 1,234.50

web-imports-title = Історія завантажень
web-imports-none = Тут ще нічого не завантажували.
web-imports-undo = Скасувати
web-imports-undo-sure = Нове зникне, змінене стане, як було. Те, що потім змінили інші імпорти, лишиться.
web-imports-undo-yes = Так, скасувати
web-imports-redo = Повернути
web-imports-original = Файл
web-imports-rejected = Незавантажені рядки

web-chats-title = Підключені чати
web-chats-about = { $service } · { $role } · з { $date }
web-chats-code = Напишіть цей код нашому боту протягом десяти хвилин. Він діє один раз.
web-chats-none = Жодного чату ще не підключено.
web-chats-cut = Відключити
web-upload-title = Великий файл
web-upload-text = Виберіть один файл, до { $limit } МБ. Відповідь буде у вашому чаті.
web-upload-send = Надіслати
web-upload-taken-title = Файл отримано
web-upload-taken = Поверніться до чату: відповідь буде там.
