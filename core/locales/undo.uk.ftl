# Скасування імпорту
undo-number = №{ $number }
undo-what-file = «{ $file }»
undo-what-merge = об’єднання клієнтів
undo-what-split = поділ клієнтів
undo-done = Імпорт №{ $number } ({ $what }) скасовано.
undo-nothing = У даних нічого не змінилося.
undo-restored = { $kind }: повернено, як було, — { $restored }
undo-removed = { $kind }: прибрано — { $removed }
undo-both = { $kind }: повернено, як було, — { $restored }, прибрано — { $removed }
undo-kept = Залишено, як є: { $count ->
    [one] { $count } запис
    [few] { $count } записи
   *[many] { $count } записів
}
undo-kept-changed = • { $name }: пізніше змінив імпорт №{ $number } ({ $what })
undo-kept-used = • { $name }: на це посилається імпорт №{ $number } ({ $what })
undo-kept-more = • …і ще { $count }
undo-kind-customer = Клієнти
undo-kind-alias = Другі коди клієнтів
undo-kind-product = Товари
undo-kind-order = Замовлення
undo-kind-stock = Залишки
undo-kind-stage = Етапи угод
undo-kind-deal = Угоди
undo-kind-deal-events = Історія угод

# Історія імпортів
undo-again = повтор імпорту №{ $number }
undo-undone-at = скасовано { $date }
undo-no-history = Імпортів ще не було.
undo-redone-customers = Повторено як №{ $number }.
