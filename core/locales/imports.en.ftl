# imports

# A file that was not accepted at all: what is wrong, what to do.
import-refused-empty = The file is empty: there is not one row in it. Check that you exported the right file and send it again.
import-refused-corrupt = The file is damaged: it cannot be read to the end. Open it in Excel, save it again and send it once more.
import-refused-encrypted = The file is protected by a password. Save it without one and send it again.
import-refused-too_large-bytes = The file is too large: { $size } MB, and up to { $limit } MB can be loaded. Split it, for example by year, and send the parts.
import-refused-too_large-unpacked = Unpacked, the file is larger than { $limit } MB. Remove sheets and pictures you do not need, or split it, for example by year.
import-refused-too_large-cells = The file has more than { $limit } cells. Remove sheets and columns you do not need, or split it, for example by year.
import-refused-too_large-columns = The table has more than { $limit } columns. Remove those you do not need and send it again.
import-refused-too_large-time = The file could not be read within { $limit ->
    [one] { $limit } second
   *[other] { $limit } seconds
}. Split it, for example by year, and send the parts.
import-refused-too_large-memory = The file is too large to be read as a whole. Save the table as CSV, or split it, for example by year, and send the parts.
import-refused-too_large-layout = The sheet is too long to be read in this layout. Leave one table with one header row on it, or split the file, for example by year.
import-refused-not_a_table = There is no table in this file. Send an Excel file (XLSX, XLS), ODS or CSV.
import-refused-not_a_table-archive = This is an archive. Unpack it and send the table itself.
import-refused-not_a_table-document = This is a text document or a presentation. Copy the table into Excel and send the XLSX file.
import-refused-not_a_table-numbers = This is a Numbers file. In Numbers choose File → Export To → Excel and send the result.
import-refused-not_a_table-old_excel = This is a very old Excel format (4.0 or older). Open the file, save it as XLSX and send it again.
import-refused-not_a_table-pdf = This is a PDF: numbers cannot be read from it reliably. Export the same report as XLSX or CSV.
import-refused-not_a_table-picture = This is a picture. Send the table itself: XLSX, XLS, ODS or CSV.
import-refused-not_a_table-xml = This is an XML file, not a table. Export the same data as XLSX or CSV.

# What became of the file.
import-done = Done. "{ $file }" is loaded: { $count ->
    [one] { $count } row
   *[other] { $count } rows
}.
import-partial = "{ $file }" is loaded in part: { $count ->
    [one] { $count } row stored
   *[other] { $count } rows stored
}, { $rejected } not readable.
import-none = Nothing of "{ $file }" is loaded: not one row could be read.
import-empty = There are no rows of data in "{ $file }": only a header.
import-already = "{ $file }" was loaded before: nothing has changed.
import-nothing-new = There is nothing new in "{ $file }": all of it is here already.
import-preview = "{ $file }": this is what it holds.
import-sheet = { $entity } (sheet "{ $sheet }")
import-source = looks like an export of { $source }
import-entity-customers = Customers
import-entity-products = Products
import-entity-orders = Orders
import-entity-stock = Stock
import-entity-deals = Deals
import-entity-deal-events = History of deals
import-preview-one = "{ $file }": { $table }
import-changes = New: { $created } · changed: { $updated } · unchanged: { $unchanged } · not readable: { $rejected }
import-count-created = new: { $count }
import-count-updated = changed: { $count }
import-count-unchanged = unchanged: { $count }
import-count-rejected = not readable: { $count }
import-why-field = { $field }: { $reason }
import-why-value = { $field }: { $reason }: "{ $value }"
import-rejected-hint = These rows are in the file below, each with the reason. Correct them there and drop the file here: only they will be added.
import-skipped-total = totals { $count }
import-skipped-group = group headings { $count }
import-skipped-repeated-header = repeated headers { $count }
import-skipped-footer = notes { $count }
import-ignored-part = One more table is left out: { $reason }
import-warning-more = {""} (and { $count } more)
import-remembered = The columns are read as last time.
import-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
import-rejected-row = • Row { $row }: { $why }
import-rejected-more = • …and { $count ->
    [one] { $count } more such row
   *[other] { $count } more such rows
}.
import-skipped = Left out: { $parts }
import-ignored = Sheet "{ $sheet }" is left out: { $reason }
import-warnings-more = • …and { $count } more remarks
import-warning-customers-merged = row { $row }: "{ $name }" has the tax code of customer { $code }; they are one customer
import-warning-customers-merged-by-contact = row { $row }: "{ $name }" has the same name and the same phone or e-mail as customer { $code }; they are one customer
import-warning-customer-namesakes = row { $row }: there are several customers "{ $name }"; the one with code { $code } was taken
import-warning-duplicate-in-file = equal lines within one order; all are counted; such rows: { $count } ({ $rows }), the first is in order { $order }
import-warning-order-of-two-customers = one number stands with two customers; each got its own amounts, and one order is counted; such numbers: { $count }, the first is { $order } (rows: { $rows })
import-warning-days-replaced = the file has no order numbers, so what a customer bought on a day replaces what was there for that day; replaced: { $count }, the first is { $order } (rows: { $rows })
import-warning-orders-numbered-anew = orders of another year or another customer have these numbers already, and this file replaces them; if numbers begin anew every year, add the year to the number; such numbers: { $count }, the first is { $order } (rows: { $rows })
import-warning-orders-on-several-sheets = lines of one order stand on several sheets and were put together; such numbers: { $count }, the first is { $order }

# What to know after a table was read.
import-warning-amount-column = amounts are taken from the column "{ $header }": that is what the customer pays
import-warning-quantity-column = quantities are taken from the column "{ $header }": price and amount agree with it
import-warning-amount-computed = the amount was missing and was computed from quantity and price; rows: { $rows }
import-warning-amount-differs = the amount in the file is not quantity times price less the discount; the file’s amount was taken; such rows: { $count } ({ $rows })
import-warning-date-far = an unusually distant date; rows: { $rows }
import-warning-discount-guess = the discount was read as percent; if it is money, name the currency in the header
import-warning-email-unreadable = not an e-mail address, left empty; rows: { $rows }
import-warning-foreign-column = the column “{ $header }” is in another currency and was left out
import-warning-number-guess = the column “{ $header }” does not show whether “1,234” is a thousand or a bit more than one; please check a few rows
import-warning-order-total = the column “{ $header }” repeats the total of the whole order; line amounts were computed from quantity and price
import-warning-phone-unreadable = not a phone number, left empty; rows: { $rows }
import-warning-report-differs = row { $row }: the report says { $total }, the rows below it give { $sum }
import-warning-status-empty = empty status, counted as done; rows: { $rows }
import-warning-stock-date-today = the file does not date the stock, today was taken
import-warning-tax-id-digits = tax_id has { $digits } digits in row { $row }
import-warning-tax-id-padded = a zero was put before a tax code of 7 digits; rows: { $rows }
import-warning-total-differs = row { $row }: the total in the file is { $total }, the rows give { $sum }
import-warning-undated = the rows have no dates; all were dated { $date }, the last day of the report’s period
import-warning-unknown-status = unknown statuses were counted as done: { $statuses }
import-warning-unreadable-date = { $field }: not a date, left empty; rows: { $rows }
import-warning-unreadable-error = { $field }: the cell holds a formula error, left empty; rows: { $rows }
import-warning-unreadable-number = { $field }: not a number, left empty; rows: { $rows }
import-warning-days-across = days stood across the top; each became a line of its own; days: { $count }
import-warning-differences-more = more totals that differ from their rows: { $count }
import-warning-group-rows = names of groups above the rows were taken for "{ $field }"; groups: { $count }
import-warning-hidden-rows = hidden rows included: { $count }
import-warning-hidden-columns = hidden columns included: { $count }
import-warning-idle-rows = rows without a single sale: { $count }
import-warning-places-across = warehouses stood as columns; the stock of each is kept apart; warehouses: { $count }
import-warning-commas-joined = numbers with a comma stood without quotes and fell into two fields; they were put together; rows: { $count }
import-warning-rows-too-wide = rows have more fields than the header; what is beyond was left out: check them ({ $rows }); { $count } in all
import-warning-returns-left-out = the column "{ $header }" was left out: returns are counted from rows or documents of their own
import-warning-month-dates = only a month stands where the day should; the row is dated its first day; rows: { $rows }
import-warning-monthly = months stood across the top (monthly figures); each became a line on the 1st of its month; months: { $count }
import-warning-no-breakdown = the table names no products; everything is written to one product "{ $product }"
import-warning-no-quantities = the table has no quantities; pieces are counted as 0
import-warning-as-above = an empty date or customer means "as above"; taken from the row above; rows: { $rows }
import-warning-by-values = columns without a telling header were recognized by their values: { $columns }

# Why a sheet or a second table was left out.
import-ignored-empty = it is empty
import-ignored-grouped-report = it is a report with groups that could not be read safely
import-ignored-hidden = it is hidden
import-ignored-no-amount = there is neither an amount nor a price
import-ignored-no-customer = no column names the customer
import-ignored-no-date = there is no date
import-ignored-no-product = no column names the product
import-ignored-no-quantity = there is no quantity
import-ignored-no-stage = no column names the stage of a deal
import-ignored-purchases = these are purchases, not sales
import-ignored-transfer = these are transfers between warehouses, not sales
import-ignored-write-off = these are write-offs, not sales
import-ignored-plan = this is a plan, not sales
import-ignored-offer = this is an offer, not sales
import-ignored-expenses = these are expenses, not sales
import-ignored-order-total-only = the amount is that of the whole order, and lines have no price
import-ignored-unclear = it could be customers as well as products
import-ignored-unknown = there is no known table in it
import-ignored-months-measure = not clear whether the months hold money or pieces
import-ignored-months-no-amount = months across without amounts or prices
import-ignored-months-year = months without a year
import-ignored-months-rows = not clear what the first column names

# A question without whose answer a file cannot be loaded.
import-choice-grouped-report = This is a report whose rows are gathered into groups, and it could not be read so that its sums agree. Export it as a plain table: one row for one product of a document.
import-choice-no-amount = There is neither an amount nor a price. Which column shows money?
import-choice-no-customer = Which column names the customer?
import-choice-no-date = The table has no date of sale. Add a column with the date, or the period above the table.
import-choice-no-product = Which column names the product that was sold?
import-choice-no-quantity = Which column is the quantity?
import-choice-no-stage = Which column is the stage of the deal?
import-choice-purchases = These look like purchases, not sales. They were not added to revenue. If they are sales after all, choose "Orders".
import-choice-transfer = These look like transfers between warehouses, not sales. They were not added to revenue. If they are sales after all, choose "Orders".
import-choice-write-off = These look like write-offs, not sales. They were not added to revenue. If they are sales after all, choose "Orders".
import-choice-plan = This looks like a plan, not like what was sold. It was not added to revenue. If these are sales after all, choose "Orders".
import-choice-offer = This looks like an offer, not a sale. It was not added to revenue. If it is a sale after all, choose "Orders".
import-choice-expenses = These look like expenses, not sales. They were not added to revenue. If they are sales after all, choose "Orders".
import-choice-order-total-only = The amount here is that of the whole order, and there are no prices: what each product costs cannot be told. Please add a price or an amount to each line.
import-choice-unclear = Are these customers or products? The table does not tell.
import-choice-unknown = The table was not recognized. What is in it: orders, customers, products, stock or deals?
import-choice-months-measure = Months stand across the top, but what is in them: money or pieces?
import-choice-months-no-amount = Months stand across the top with quantities only, no amounts or prices. Add amounts or a price column.
import-choice-months-year = Months stand across the top, but of which year? Write the year above the table or in the name of the sheet.
import-choice-months-rows = Months stand across the top. What does the first column name: customers or products?

# Why a row was not read.
import-reason-bad-date = not a date, or there is no such date
import-reason-bad-number = not a number
import-reason-cell-error = the cell holds a formula error
import-reason-csv-quote = a quote was opened and never closed
import-reason-currency = another currency
import-reason-missing-required = empty, and the row cannot be counted without it

# Fields in words.
field-customer-address = address
field-customer-city = city
field-customer-code = customer code
field-customer-created-at = customer since
field-customer-email = e-mail
field-customer-manager = customer manager
field-customer-name = customer
field-customer-phone = phone
field-customer-region = region
field-customer-tax-id = tax code
field-customer-type = customer type
field-deal-amount = amount of the deal
field-deal-closed-at = closed on
field-deal-created-at = created on
field-deal-event-date = date of the move
field-deal-event-from-stage = stage before
field-deal-event-to-stage = stage after
field-deal-id = deal number
field-deal-manager = manager of the deal
field-deal-probability = probability
field-deal-stage = stage
field-deal-title = deal name
field-line-amount = amount
field-line-cost = unit cost
field-line-cost-total = cost of the line
field-line-discount = discount
field-line-price = price
field-line-qty = quantity
field-line-return = returned
field-order-comment = comment
field-order-currency = currency
field-order-date = date
field-order-manager = manager
field-order-no = number
field-order-status = status
field-product = product
field-product-active = on sale
field-product-barcode = product barcode
field-product-brand = product brand
field-product-category = product category
field-product-cost = product cost
field-product-created-at = added on
field-product-lead-time-days = lead time
field-product-name = product name
field-product-price = product price
field-product-sku = SKU
field-product-supplier = product supplier
field-product-unit = unit of measure
field-stock-date = date of the count
field-stock-on-hand = on hand
field-stock-unit-cost = unit cost
field-stock-warehouse = warehouse
import-drafts = Added to the directories: { $parts }
import-drafts-coming = Will be added to the directories: { $parts }
import-drafts-customers = customers { $count }
import-drafts-products = products { $count }

# A file of the rejected rows.
rejected-file-ending = not-loaded
rejected-reason-header = Why it was not loaded
import-cut-off = Loading of the file "{ $file }" was cut off, nothing was changed. Please drop the file again.
