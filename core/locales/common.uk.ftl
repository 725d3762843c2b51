# common
demo-name = Гуртівня «Барвінок» (демо)
export-total = Разом
export-about = Як пораховано
export-today = Станом на
summary-title = { $organization }: зведення за { $period }
summary-sales = Продажі
summary-categories = Категорії
summary-customers = Клієнти
summary-segments = Сегменти RFM
summary-products = Товари
summary-stock = Склад
summary-dead-stock = Неліквід
