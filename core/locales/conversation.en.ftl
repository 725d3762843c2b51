# The conversation: answers, buttons, files, creating a company.
empty-message = Write a question, or drop a file here.
cancelled = All right, cancelled.
choice-spent = This button has been used or is too old. Write what you need.

greeting = Hello. { $organization }: I answer questions about sales, customers, products and stock.
help-text =
    I work out revenue, orders, average order value, profit and returns, compare periods, and show days or months.
    I know the top products and customers, who stopped buying, ABC and RFM, stock, dead stock, what to reorder, deals and the revenue forecast.
    Ask in your own words, such as "revenue in October", "top 5 products", "who has not bought for 3 months".
    To load data, drop an Excel or CSV file here.
help-no-data =
    There is no data here yet. Drop an Excel or CSV file with sales, customers, products or stock,
    and you can ask in a minute.
thanks-reply = You are welcome. Ask more.
example-1 = Revenue by month
example-2 = Top 10 products
example-3 = Who has not bought for 3 months?
example-4 = Dead stock

answer-nothing = { $metric }: no data for this period.
answer-compared-more = { $metric }: { $value }, { $difference } more{ $growth } than { $base } in { $period }
answer-compared-less = { $metric }: { $value }, { $difference } less{ $growth } than { $base } in { $period }
answer-compared-none = { $metric }: { $value }; in { $period }: { $base }
answer-compared-same = { $metric }: { $value }, the same as { $base } in { $period }
answer-split = { $name }: { $total } in all
answer-split-whole = { $name }: { $total } overall
counted-cover-below = { $count ->
    [one] { $count } product runs out
   *[other] { $count } products run out
} in less than { $days ->
    [one] { $days } day
   *[other] { $days } days
}
counted-to-reorder = { $count ->
    [one] { $count } product is due to be ordered
   *[other] { $count } products are due to be ordered
}
answer-together = The first { $count } together make { $share } of the whole.
answer-list-sum = { $name }: { $items }, { $sum } in total — { $percent } of { $total }
answer-class = { $class } — { $items }, { $percent } of revenue
answer-list = { $name }: { $items }
answer-one = { $metric }: { $name }, { $value }
items-customer = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
}
items-product = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
items-category = { $count ->
    [one] { $count } category
   *[other] { $count } categories
}
items-manager = { $count ->
    [one] { $count } manager
   *[other] { $count } managers
}
items-city = { $count ->
    [one] { $count } city
   *[other] { $count } cities
}
items-brand = { $count ->
    [one] { $count } brand
   *[other] { $count } brands
}
items-supplier = { $count ->
    [one] { $count } supplier
   *[other] { $count } suppliers
}
items-warehouse = { $count ->
    [one] { $count } warehouse
   *[other] { $count } warehouses
}
items-region = { $count ->
    [one] { $count } region
   *[other] { $count } regions
}
answer-share = { $name }: { $value }, { $share } of { $total }
answer-best-worst = Highest: { $best }. Lowest: { $worst }.
answer-first-last = First: { $first }. Last: { $last }.
answer-beside-more = That is { $percent } more than the month before, which had { $base }.
answer-beside-less = That is { $percent } less than the month before, which had { $base }.
answer-beside-same = That is as much as the month before, which had { $base }.
answer-so-far-more = That is { $percent } more than in the same days of the month before, which had { $base }.
answer-so-far-less = That is { $percent } less than in the same days of the month before, which had { $base }.
answer-so-far-same = That is as much as in the same days of the month before, which had { $base }.
answer-beside-highest = { $count ->
    [one] The highest of { $count } month.
   *[other] The highest of { $count } months.
}
answer-beside-lowest = { $count ->
    [one] The lowest of { $count } month.
   *[other] The lowest of { $count } months.
}
answer-rows-shown = The first { $shown } of { $of } are shown. All of them are in the file.
answer-rows-in-file = All { $of } values are in the file.
answer-columns-in-file = More columns are in the file.
answer-demo = These are demo data; "today" here is { $date }.

counted-inactive-customers = { $count ->
    [one] { $count } customer has not bought
   *[other] { $count } customers have not bought
} for { $months ->
    [one] { $months } month or longer
   *[other] { $months } months or longer
}
counted-inactive-customers-days = { $count ->
    [one] { $count } customer has not bought
   *[other] { $count } customers have not bought
} for { $days ->
    [one] { $days } day or longer
   *[other] { $days } days or longer
}
counted-inactive-customers-months-below = { $count ->
    [one] { $count } customer has
   *[other] { $count } customers have
} not bought for { $months } to { $below } months
counted-inactive-customers-days-below = { $count ->
    [one] { $count } customer has
   *[other] { $count } customers have
} not bought for { $days } to { $below } days
counted-dead-stock = { $count ->
    [one] { $count } product has had no sales
   *[other] { $count } products have had no sales
} for { $days ->
    [one] { $days } day or longer
   *[other] { $days } days or longer
}; { $total } is tied up in it
counted-out-of-stock = { $count ->
    [0] Everything is in stock
    [one] { $count } product is out of stock
   *[other] { $count } products are out of stock
}
counted-never-bought = { $count ->
    [one] { $count } customer has never bought anything
   *[other] { $count } customers have never bought anything
}

button-compare-year = Compare with last year
button-by-month = By month
button-by-day = By day
button-by-customer = By customer
button-by-product = By product
button-by-category = By category
button-rows = Table as a file
button-load = Load
button-cancel = Cancel
button-create-company = Create my company

file-not-kept = This file is no longer here. Please drop it again.
file-still-waits = The file "{ $file }" is not loaded yet.
button-discard = Do not load
file-discarded = All right, the file was not loaded.
file-in-demo =
    This is a demo company; its data are never mixed with real ones.
    Create your company and load "{ $file }" into it?
file-in-demo-clear =
    This is a demo company; its data are never mixed with real ones.
    Create yours (currency { $currency }, time of { $zone }) and load the file into it? What is loaded can be undone.
button-create-and-load = Create and load
button-other-company = Another currency or time
button-name-company = Name the company
file-forbidden = Files are loaded by the owner and managers. Please ask one of them.
file-loaded-questions = You can ask now, in your own words.
rows-ready = { $count ->
    [one] Ready: { $count } row.
   *[other] Ready: { $count } rows.
}

company-name-asked = What is your company called?
company-currency-asked = { $name }, time of { $zone }. In which currency do you sell?
button-other-time = Another time
company-currency-again = I do not know this currency. Choose one or write it as three letters, such as UAH. To create no company, write "cancel".
company-not-created = All right, no company was created. Whenever you like, drop a file here or write /start.
company-created = The company { $name } has been created. We go on with it.
company-for-now = My company
company-created-with-file = Your company has been created; for now it is called "{ $name }". We go on with it.
company-renamed = The company is now called { $name }.
company-drop-file = Drop a file with sales here: Excel or CSV.

insight-title = What stands out (data up to { $date }):
insight-month-more = • { $month }: revenue { $value }, { $difference } more than in { $base } ({ $growth })
insight-month-less = • { $month }: revenue { $value }, { $difference } less than in { $base } ({ $growth })
insight-month = • { $month }: revenue { $value }
insight-top-customer = • Largest customer of the last year: { $name }, { $value } ({ $share } of revenue)
insight-inactive = • { $count ->
    [one] { $count } customer has not bought for 3 months or longer
   *[other] { $count } customers have not bought for 3 months or longer
}; the largest is { $name }
insight-dead-stock = • Products worth { $value } have had no sales for 90 days

terminal-welcome = { $organization }. Write a question; /file PATH loads a file, a number taps a button, /exit leaves.
terminal-no-file = The file { $path } could not be opened: { $cause }.

ask-first = Ask something first, for example "revenue in October".
why-grew = Where most of the growth came from:
why-fell = Where most of the fall came from:
why-line = • { $by }: { $parts }
why-rest = the rest { $amount }
why-offer = Let us see where it changed. Split it by what?

button-columns = Check the columns
file-nothing-to-load = There is nothing to load. These rows are in the file below, each with the reason. Correct them there and drop the file here.
columns-shown = This is what each column was taken for. To change one, write for example: Sum = price
columns-header = Column
columns-field = What it is
columns-samples = Values
columns-skip = do not load
columns-none-fits = None of the columns looks like it. Check them, or add the missing one to the file and drop it again.
columns-no-header = There is no such column. Write its name as in the file, for example: Sum = price
columns-no-field = There is no such field. You can write: { $fields }; or: do not load
columns-forgotten = { $count ->
    [0] There is nothing to forget: I find the columns by their names.
    [one] All right, the columns of { $count } table are forgotten. The next file will be read by the names of its columns.
   *[other] All right, the columns of { $count } tables are forgotten. The next file will be read by the names of their columns.
}

progress-reading = Reading the file
progress-rows = { $done } of { $total } rows
progress-seconds = { $count ->
    [one] { $count } second left
   *[other] { $count } seconds left
}
progress-minutes = { $count ->
    [one] { $count } minute left
   *[other] { $count } minutes left
}

button-undo = Undo import No. { $number }
button-undo-yes = Yes, undo it
button-undo-no = No, leave it
button-redo = Bring it back
button-merge = Merge
button-keep-apart = Different
button-history = The whole history
past-nothing-to-undo = There is nothing to undo: no import can be taken back.
past-nothing-to-redo = There is nothing to bring back: no import was undone.
past-undo-asked = Undo import No. { $number } ({ $what }, { $date })?
past-undo-created = New rows that will go: { $count }.
past-undo-updated = Changed ones that will be as before: { $count }.
past-undo-later = What later imports changed since will stay.
past-undo-asked-merge = Undo No. { $number } ({ $what }, { $date })? The customers will be two again.
past-alike =
    These look like one customer:
    • { $one }
    • { $other }
past-code = code { $code }
past-merged = Merged: this is one customer now (No. { $number } in the history).
past-kept-apart = All right, these are different customers. I will not ask about them again.

button-summary = Summary in Excel
summary-ready = Done: sales, customers, products and stock, a sheet each, with charts.
summary-nothing = There is nothing to sum up yet: load sales or stock first.
summary-which-period = For which period? Write, for example, "export the summary for October to Excel".
summary-file = summary
