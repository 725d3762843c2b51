# Discord: назви команд і те, що є лише там.
discord-name-ask = запитати
discord-name-file = файл
discord-name-link = код
discord-name-start = почати
discord-name-menu = меню
discord-name-report = звіт
discord-name-undo = відкотити
discord-name-org = фірма
discord-name-chats = чати
discord-name-settings = налаштування
discord-name-language = мова
discord-name-help = допомога
discord-name-cancel = скасувати

command-ask = Запитати про продажі, клієнтів, товари чи склад
command-file = Завантажити таблицю Excel або CSV
command-link = Приєднатися до компанії за кодом

discord-option-question = запитання
discord-option-customer = клієнт
discord-option-product = товар
discord-option-period = період
discord-option-attachment = таблиця
discord-option-code = код
discord-about-question = Своїми словами: виручка по місяцях
discord-about-customer = Лише про цього клієнта
discord-about-product = Лише про цей товар
discord-about-period = За який час
discord-about-attachment = Файл Excel або CSV; без нього дам сторінку для великого файлу
discord-about-code = Код із запрошення

discord-choose = Оберіть
discord-just-for-you = Це не для всіх тут, тому відповідь бачите лише ви.
discord-not-your-button = Ця кнопка для того, хто питав. Запитайте, і матимете свою.
discord-file-not-taken = Файл завеликий для Discord. Його можна взяти в порталі.
discord-file-page =
    Надішліть файл через цю сторінку, до { $most } МБ; посилання діє один раз, годину:
    { $link }
discord-file-too-large =
    Через Discord беру файли до { $limit } МБ. Надішліть його через цю сторінку, до { $most } МБ; посилання діє один раз, годину:
    { $link }
discord-api-url = Адреса Discord { $url } не підходить.

suggested-periods =
    за цей тиждень
    за минулий тиждень
    за цей місяць
    за минулий місяць
    за цей квартал
    за минулий квартал
    за цей рік
    за минулий рік
    за останні 30 днів
suggested-month = за { $month } { $year }
