# Сервіси та їхні чати: перша хвилина, команди, підключені люди, групи.
welcome =
    Вітаю. Я відповідаю на запитання про ваші продажі: киньте сюди файл Excel або CSV чи запитайте своїми словами.
    Створіть свою компанію за три дотики або спершу роздивіться демо.
    Маєте код від колеги — напишіть його сюди.
button-try-demo = Спробувати демо
joined = Готово: цей чат підключено до { $name }. Запитуйте або киньте сюди файл.
code-spent = Цей код не підходить: він діє один раз і десять хвилин. Попросіть новий.
code-too-often = Забагато неправильних кодів. Спробуйте за десять хвилин.
last-owner = Ви єдиний власник цієї компанії. Спершу призначте ще одного.

command-start = Почати
command-menu = Що я вмію, кнопками
command-report = Цифри місяця
command-undo = Скасувати останній імпорт
command-org = Змінити компанію
command-chats = Підключені чати та запрошення
command-settings = Налаштування
command-language = Мова
command-help = Що можна запитати
command-cancel = Скасувати розпочате

menu = { $name }. Що подивимося?
button-report = Звіт за місяць
button-organizations = Компанії
button-settings = Налаштування
button-help = Що можна запитати
report-title = { $name }: { $period }

org-current = Зараз ми говоримо про { $name }.
button-switch = Перейти до { $name }
switched = Далі говоримо про { $name }.
button-unlink = Відключити цей чат
button-leave = Вийти з { $name }
leave-asked = Вийти з { $name }? Дані компанії залишаться; щоб повернутися, потрібне запрошення.
button-leave-yes = Так, вийти
button-leave-no = Ні
left = Ви вийшли з { $name }. Далі говоримо про { $next }.
unlinked = Цей чат більше не підключено до { $name }. Далі говоримо про { $next }.

settings-organization = Компанія: { $name }
settings-currency = Валюта: { $currency }
settings-zone = Часовий пояс: { $zone }
settings-language = Мова: { $language }
settings-linked = Підключених чатів: { $count }
button-language = Мова
button-zone = Часовий пояс
button-rename = Назва компанії
button-chats = Підключені чати
language-asked = Якою мовою відповідати?
language-chosen = Гаразд, далі відповідаю українською.
zone-asked = За яким часом живе компанія?
zone-kyiv = Київ
zone-warsaw = Варшава
zone-berlin = Берлін
zone-london = Лондон
zone-new-york = Нью-Йорк
zone-chosen = Часовий пояс: { $zone }.

chats-own-only = Чати підключають до своєї компанії. Створіть її або попросіть код у власника.
chats-linked = { $count ->
    [0] Жодного чату ще не підключено.
    [one] Підключено { $count } чат:
    [few] Підключено { $count } чати:
   *[many] Підключено { $count } чатів:
}
chats-person = { $name } · { $service } · { $role } · з { $date }
chats-group = група «{ $title }» · { $service }
chats-own-phone = Щоб говорити з телефону, візьміть код і напишіть його нашому боту.
chats-not-linked = Цей чат уже не підключено.
chats-revoke-asked = Відключити: { $who }?
chats-revoked = Відключено. Той чат більше нічого не бачить із цієї компанії.
button-revoke = Відключити { $name }
button-revoke-yes = Так, відключити
button-invite-manager = Запросити менеджера
button-invite-viewer = Запросити глядача
button-link-code = Код для мого телефону
role-owner = власник
role-manager = менеджер
role-viewer = глядач
code-own = Напишіть цей код нашому боту протягом десяти хвилин: { $code }
code-invitation = Запрошення до { $name }. Діє один раз і десять хвилин. Людина пише цей код нашому боту: { $code }

group-in-private = Це лише для вас: відповідь у нашому приватному чаті.
group-write-alone = Тут цього показати не можна. Запитайте мене в приватному чаті.
group-file-in-private = Файли беру лише в приватному чаті. Киньте його туди.
group-not-for-you = Тут я відповідаю тим, кого обрала компанія. Змінити це може власник: /settings.
group-nobody = Не бачу, хто запитує. Напишіть від свого імені, а не від імені групи.
group-not-bound = Цю групу ще не прив’язано до компанії. Спершу власник підключає приватний чат зі мною, потім пише тут /start.
group-bind-asked = Прив’язати цю групу до { $name }? Тоді працівники зможуть питати тут про продажі, без назв клієнтів. Змінити це можна будь-коли.
button-bind = Прив’язати
group-bound-to = Групу прив’язано до { $name }.
group-unbound = Групу відв’язано: даних компанії тут більше не показую.
group-help = { $name }. Зверніться до мене на ім’я або дайте відповідь на моє повідомлення й питайте про продажі. Що не для всіх, відповім у приватному чаті.
group-shows-nothing = Показую тут: нічого, відповіді в приватному чаті.
group-shows-sales = Показую тут: продажі, без назв і прибутку.
group-shows-all = Показую тут: усе.
group-asks-owners = Питати можуть: власники.
group-asks-members = Питати можуть: працівники компанії з підключеним чатом.
group-asks-everyone = Питати можуть: усі в групі.
button-group-shows-nothing = Не показувати
button-group-shows-sales = Продажі без назв
button-group-shows-all = Показувати все
button-group-asks-owners = Питають власники
button-group-asks-members = Питають працівники
button-group-asks-everyone = Питають усі
button-group-unbind = Відв’язати групу
group-bound-by-nobody = Групу прив’язує працівник компанії. Спершу підключіть свій чат.
group-of-another = Цю групу прив’язано до іншої компанії.

letter-again = Можливо, це повторення: сервіс не підтвердив перше повідомлення.
letter-in-doubt = Моя попередня відповідь могла не дійти. Якщо її немає, запитайте ще раз.
progress-over = Готово.
button-stop = Зупинити
telegram-stopping = Зупиняю
telegram-photo = Я не читаю зображень. Киньте таблицю файлом Excel або CSV.
telegram-more-columns = Ще у файлі: { $columns }.
telegram-unheard = Я читаю лише текст і файли. Напишіть запитання або киньте таблицю Excel чи CSV.
telegram-file-too-large =
    Telegram не віддає мені файлів, більших за { $limit } МБ. Надішліть його через цю сторінку, до { $most } МБ; посилання діє один раз, годину:
    { $link }
telegram-api-url = Адреса Bot API { $url } не підходить.
upload-link-spent = Ця сторінка приймає один файл протягом години. Киньте файл у чат ще раз — буде нове посилання.
import-loaded-before = Готово, «{ $file }» завантажено. Нових рядків: { $created }, змінених: { $updated }.
