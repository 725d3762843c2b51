# Розмова: відповіді, кнопки, файли, створення компанії.
empty-message = Напишіть запитання або перетягніть сюди файл.
cancelled = Гаразд, скасовано.
choice-spent = Ця кнопка вже спрацювала або застаріла. Напишіть, що потрібно.

greeting = Вітаю. { $organization }: відповідаю на запитання про продажі, клієнтів, товари й залишки.
help-text =
    Рахую виручку, замовлення, середній чек, прибуток, повернення; порівнюю періоди й показую по днях чи місяцях.
    Знаю топи товарів і клієнтів, хто перестав купувати, ABC і RFM, залишки, неліквід, що дозамовити, угоди та прогноз виручки.
    Запитайте своїми словами, наприклад «виручка за жовтень», «топ 5 товарів», «хто не купував 3 місяці».
    Щоб завантажити дані, перетягніть сюди файл Excel або CSV.
help-no-data =
    Тут ще немає даних. Перетягніть сюди файл Excel або CSV із продажами, клієнтами, товарами чи залишками —
    і за хвилину можна буде питати.
thanks-reply = Будь ласка. Питайте ще.
example-1 = Виручка по місяцях
example-2 = Топ 10 товарів
example-3 = Хто не купував 3 місяці?
example-4 = Неліквід

answer-nothing = { $metric }: немає даних за цей період.
answer-compared-more = { $metric }: { $value } — на { $difference } більше{ $growth }, ніж { $base } за { $period }
answer-compared-less = { $metric }: { $value } — на { $difference } менше{ $growth }, ніж { $base } за { $period }
answer-compared-none = { $metric }: { $value }; за { $period } — { $base }
answer-compared-same = { $metric }: { $value } — стільки ж, як { $base } за { $period }
answer-split = { $name }: разом { $total }
answer-split-whole = { $name }: загалом { $total }
counted-cover-below = { $count ->
    [one] { $count } товар закінчиться
    [few] { $count } товари закінчаться
   *[many] { $count } товарів закінчаться
} раніше ніж за { $days ->
    [one] { $days } день
    [few] { $days } дні
   *[many] { $days } днів
}
counted-to-reorder = { $count ->
    [one] { $count } товар час замовляти
    [few] { $count } товари час замовляти
   *[many] { $count } товарів час замовляти
}
answer-together = Перші { $count } разом дають { $share } від усього.
answer-list-sum = { $name }: { $items }, разом { $sum } — { $percent } від { $total }
answer-class = { $class } — { $items }, { $percent } виручки
answer-list = { $name }: { $items }
answer-one = { $metric }: { $name } — { $value }
items-customer = { $count ->
    [one] { $count } клієнт
    [few] { $count } клієнти
   *[many] { $count } клієнтів
}
items-product = { $count ->
    [one] { $count } товар
    [few] { $count } товари
   *[many] { $count } товарів
}
items-category = { $count ->
    [one] { $count } категорія
    [few] { $count } категорії
   *[many] { $count } категорій
}
items-manager = { $count ->
    [one] { $count } менеджер
    [few] { $count } менеджери
   *[many] { $count } менеджерів
}
items-city = { $count ->
    [one] { $count } місто
    [few] { $count } міста
   *[many] { $count } міст
}
items-brand = { $count ->
    [one] { $count } бренд
    [few] { $count } бренди
   *[many] { $count } брендів
}
items-supplier = { $count ->
    [one] { $count } постачальник
    [few] { $count } постачальники
   *[many] { $count } постачальників
}
items-warehouse = { $count ->
    [one] { $count } склад
    [few] { $count } склади
   *[many] { $count } складів
}
items-region = { $count ->
    [one] { $count } область
    [few] { $count } області
   *[many] { $count } областей
}
answer-share = { $name }: { $value } — { $share } від { $total }
answer-best-worst = Найбільше: { $best }. Найменше: { $worst }.
answer-first-last = На початку: { $first }. Наприкінці: { $last }.
answer-beside-more = Це на { $percent } більше, ніж попереднього місяця: тоді було { $base }.
answer-beside-less = Це на { $percent } менше, ніж попереднього місяця: тоді було { $base }.
answer-beside-same = Це стільки ж, як попереднього місяця: тоді було { $base }.
answer-so-far-more = Це на { $percent } більше, ніж за ті самі дні попереднього місяця: тоді було { $base }.
answer-so-far-less = Це на { $percent } менше, ніж за ті самі дні попереднього місяця: тоді було { $base }.
answer-so-far-same = Це стільки ж, як за ті самі дні попереднього місяця: тоді було { $base }.
answer-beside-highest = { $count ->
    [one] Найбільше за { $count } місяць.
    [few] Найбільше за { $count } місяці.
   *[many] Найбільше за { $count } місяців.
}
answer-beside-lowest = { $count ->
    [one] Найменше за { $count } місяць.
    [few] Найменше за { $count } місяці.
   *[many] Найменше за { $count } місяців.
}
answer-rows-shown = Показано перші { $shown } із { $of }. Усі — у файлі.
answer-rows-in-file = Усі значення ({ $of }) — у файлі.
answer-columns-in-file = Решта стовпців — у файлі.
answer-demo = Це демо-дані; «сьогодні» тут — { $date }.

counted-inactive-customers = { $count ->
    [one] { $count } клієнт без покупок
    [few] { $count } клієнти без покупок
   *[many] { $count } клієнтів без покупок
} { $months ->
    [one] { $months } місяць і довше
    [few] { $months } місяці і довше
   *[many] { $months } місяців і довше
}
counted-inactive-customers-days = { $count ->
    [one] { $count } клієнт без покупок
    [few] { $count } клієнти без покупок
   *[many] { $count } клієнтів без покупок
} { $days ->
    [one] { $days } день і довше
    [few] { $days } дні і довше
   *[many] { $days } днів і довше
}
counted-inactive-customers-months-below = { $count ->
    [one] { $count } клієнт без покупок
    [few] { $count } клієнти без покупок
   *[many] { $count } клієнтів без покупок
} від { $months } до { $below } { $below ->
    [one] місяця
   *[other] місяців
}
counted-inactive-customers-days-below = { $count ->
    [one] { $count } клієнт без покупок
    [few] { $count } клієнти без покупок
   *[many] { $count } клієнтів без покупок
} від { $days } до { $below } { $below ->
    [one] дня
   *[other] днів
}
counted-dead-stock = { $count ->
    [one] { $count } товар лежить
    [few] { $count } товари лежать
   *[many] { $count } товарів лежать
} без продажів { $days ->
    [one] { $days } день
    [few] { $days } дні
   *[many] { $days } днів
} і довше; у них заморожено { $total }
counted-out-of-stock = { $count ->
    [0] Усе є в наявності
    [one] Закінчився { $count } товар
    [few] Закінчилися { $count } товари
   *[many] Закінчилося { $count } товарів
}
counted-never-bought = { $count ->
    [one] { $count } клієнт ще нічого не купив
    [few] { $count } клієнти ще нічого не купили
   *[many] { $count } клієнтів ще нічого не купили
}

button-compare-year = Порівняти з торік
button-by-month = По місяцях
button-by-day = По днях
button-by-customer = За клієнтами
button-by-product = За товарами
button-by-category = За категоріями
button-rows = Таблиця у файл
button-load = Завантажити
button-cancel = Скасувати
button-create-company = Створити свою компанію

file-not-kept = Цього файлу вже немає. Перетягніть його ще раз.
file-still-waits = Файл «{ $file }» ще не завантажено.
button-discard = Не завантажувати
file-discarded = Гаразд, файл не завантажено.
file-in-demo =
    Це демо-компанія, її дані не змішуються зі справжніми.
    Створити вашу компанію і завантажити «{ $file }» у неї?
file-in-demo-clear =
    Це демо-компанія, її дані не змішуються зі справжніми.
    Створити вашу (валюта — { $currency }, час — { $zone }) і завантажити файл у неї? Завантажене можна буде скасувати.
button-create-and-load = Створити й завантажити
button-other-company = Інша валюта чи час
button-name-company = Назвати компанію
file-forbidden = Завантажувати файли можуть власник і менеджери. Попросіть когось із них.
file-loaded-questions = Тепер можна питати своїми словами.
rows-ready = { $count ->
    [one] Готово: { $count } рядок.
    [few] Готово: { $count } рядки.
   *[many] Готово: { $count } рядків.
}

company-name-asked = Як називається ваша компанія?
company-currency-asked = { $name }, час — { $zone }. У якій валюті ви ведете продажі?
button-other-time = Інший час
company-currency-again = Не впізнаю такої валюти. Виберіть її або напишіть трьома літерами, наприклад UAH. Щоб не створювати компанію, напишіть «скасувати».
company-not-created = Гаразд, нової компанії не створено. Надумаєте — киньте файл сюди або напишіть /start.
company-created = Компанію { $name } створено. Далі говоримо про неї.
company-for-now = Моя компанія
company-created-with-file = Вашу компанію створено, поки що вона зветься «{ $name }». Далі говоримо про неї.
company-renamed = Гаразд, тепер компанія зветься { $name }.
company-drop-file = Перетягніть сюди файл із продажами — Excel або CSV.

insight-title = Що видно одразу (за даними до { $date }):
insight-month-more = • { $month }: виручка { $value }, на { $difference } більше, ніж за { $base } ({ $growth })
insight-month-less = • { $month }: виручка { $value }, на { $difference } менше, ніж за { $base } ({ $growth })
insight-month = • { $month }: виручка { $value }
insight-top-customer = • Найбільший клієнт за останній рік: { $name } — { $value } ({ $share } виручки)
insight-inactive = • { $count ->
    [one] { $count } клієнт не купував 3 місяці і довше
    [few] { $count } клієнти не купували 3 місяці і довше
   *[many] { $count } клієнтів не купували 3 місяці і довше
}; найбільший — { $name }
insight-dead-stock = • Без продажів 90 днів лежить товару на { $value }

terminal-welcome = { $organization }. Пишіть запитання; /file ШЛЯХ — завантажити файл, номер — натиснути кнопку, /exit — вийти.
terminal-no-file = Файл { $path } не відкрився: { $cause }.

ask-first = Спершу запитайте щось, наприклад «виручка за жовтень».
why-grew = Хто і що дали найбільше зростання:
why-fell = Хто і що дали найбільше падіння:
why-line = • { $by }: { $parts }
why-rest = решта { $amount }
why-offer = Подивімося, де саме змінилося. За чим розкласти?

button-columns = Перевірити колонки
file-nothing-to-load = Завантажувати нічого. Ці рядки — у файлі нижче, біля кожного сказано чому. Виправте їх там і киньте файл сюди.
columns-shown = Ось за що взято кожну колонку. Щоб змінити, напишіть, наприклад: Сума = ціна
columns-header = Колонка
columns-field = Що це
columns-samples = Значення
columns-skip = не завантажувати
columns-none-fits = Жодна з колонок на це не схожа. Перевірте їх або додайте потрібну у файл і киньте його ще раз.
columns-no-header = Такої колонки немає. Напишіть назву, як у файлі, наприклад: Сума = ціна
columns-no-field = Такого поля немає. Можна: { $fields }; або: не завантажувати
columns-forgotten = { $count ->
    [0] Забувати нічого: колонки я визначаю за назвами.
    [one] Гаразд, забуто колонки { $count } таблиці. Наступний файл прочитаю за назвами колонок.
   *[other] Гаразд, забуто колонки { $count } таблиць. Наступний файл прочитаю за назвами колонок.
}

progress-reading = Читаю файл
progress-rows = { $done } з { $total } рядків
progress-seconds = лишилося { $count ->
    [one] { $count } секунда
    [few] { $count } секунди
   *[many] { $count } секунд
}
progress-minutes = лишилося { $count ->
    [one] { $count } хвилина
    [few] { $count } хвилини
   *[many] { $count } хвилин
}

button-undo = Скасувати імпорт №{ $number }
button-undo-yes = Так, скасувати
button-undo-no = Ні, лишити
button-redo = Повернути
button-merge = Об’єднати
button-keep-apart = Різні
button-history = Уся історія
past-nothing-to-undo = Скасовувати нічого: імпортів, які можна скасувати, немає.
past-nothing-to-redo = Повертати нічого: скасованих імпортів немає.
past-undo-asked = Скасувати імпорт №{ $number } ({ $what }, { $date })?
past-undo-created = Нових рядків, які зникнуть: { $count }.
past-undo-updated = Змінених, які стануть, як були: { $count }.
past-undo-later = Те, що потім змінили інші імпорти, лишиться.
past-undo-asked-merge = Скасувати №{ $number } ({ $what }, { $date })? Клієнти знову стануть різними.
past-alike =
    Схоже, це один клієнт:
    • { $one }
    • { $other }
past-code = код { $code }
past-merged = Об’єднано: це тепер один клієнт (№{ $number } в історії).
past-kept-apart = Гаразд, це різні клієнти. Більше про них не питатиму.

button-summary = Зведення в Excel
summary-ready = Готово: продажі, клієнти, товари й склад на окремих аркушах, з діаграмами.
summary-nothing = Ще немає що зводити: завантажте продажі або залишки.
summary-which-period = За який період зробити зведення? Напишіть, наприклад, «зведення за жовтень в Excel».
summary-file = зведення
