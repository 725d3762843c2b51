# Показники: назви, виміри, примітки, слова про запит.

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
