# common
demo-name = Гуртівня «Барвінок» (демо)
