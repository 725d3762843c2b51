# common
demo-name = Гуртівня «Барвінок» (демо)
export-total = Разом
export-about = Як пораховано
export-today = Станом на
