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
