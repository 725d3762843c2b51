# imports

# A file that was not accepted at all: what is wrong, what to do.
import-refused-empty = The file is empty: there is not one row in it. Check that you exported the right file and send it again.
import-refused-corrupt = The file is damaged: it cannot be read to the end. Open it in Excel, save it again and send it once more.
import-refused-encrypted = The file is protected by a password. Save it without one and send it again.
import-refused-too_large = The file is too large for one import. Remove sheets and columns you do not need, or split it, for example by year, and send the parts.
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
import-empty = There are no rows of data in "{ $file }": only a header.
import-already = "{ $file }" was loaded before: nothing has changed.
import-nothing-new = There is nothing new in "{ $file }": all of it is here already.
import-preview = "{ $file }": this is what it holds.
import-sheet = { $entity } (sheet "{ $sheet }")
import-entity-customers = Customers
import-entity-products = Products
import-entity-orders = Orders
import-entity-stock = Stock
import-entity-deals = Deals
import-entity-deal-events = History of deals
import-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
import-changes = New: { $created } · changed: { $updated } · unchanged: { $unchanged } · not readable: { $rejected }
import-rejected-row = • Row { $row }: { $reason }.
import-rejected-field = • Row { $row }, { $field }: { $reason }.
import-rejected-value = • Row { $row }, { $field }: { $reason }: "{ $value }".
import-rejected-more = • …and { $count } more such rows.
import-skipped = Totals, subheadings and notes left out: { $count }
import-ignored = Sheet "{ $sheet }" is left out: { $reason }
import-warnings-more = • …and { $count } more remarks
import-warning-customers-merged = row { $row }: "{ $name }" has the tax code of customer { $code }; they are one customer
import-warning-customer-namesakes = row { $row }: there are several customers "{ $name }"; the one with code { $code } was taken
import-warning-duplicate-in-file = row { $row }: order { $order } has the same line already; both are counted
