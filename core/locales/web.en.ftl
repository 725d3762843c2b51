# The web chat and the pages around it.
web-name = Kabinet
web-language = Language
web-skip = To the question field
web-demo = demo

web-welcome-title = Your spreadsheets answer questions
web-welcome-text = Drop a file with your sales, ask in plain words, and get the number, a picture and how it was counted.
web-welcome-how = To sign in, get a one-time link: on the computer where Kabinet runs, type
web-welcome-then = and open what it prints. The link works once, within a day.

web-link-title = Sign in to Kabinet
web-link-text = The link works once. After that this browser remembers you.
web-sign-in = Sign in
web-link-spent-title = A new link is needed
web-link-spent-hint = To get a new one, type this on the computer where Kabinet runs:
web-sign-out = Sign out
web-failed-title = That did not work
web-to-chat = To the chat

web-menu = Companies and settings
web-new-title = Create your own company
web-new-name = Name
web-new-example = Acme Trading
web-new-currency = Currency
web-new-create = Create

web-chat-with = Chat: { $name }
web-log = Messages
web-author-person = You
web-author-assistant = Kabinet
web-table = Table
web-choices = What next
web-examples = Example questions
web-ask = Ask about your sales
web-composer = New message
web-send = Send
web-attach = Attach a file
web-drop-here = Let go of the file and I will read it
web-thinking = Kabinet is counting…
web-uploading = Uploading…
web-reading = Reading the file…
web-cancel = Cancel
web-retry = Try again
web-no-script = The chat needs JavaScript: please switch it on in your browser.

web-start-demo-title = Ask something
web-start-demo-text = This is a demo company with made-up sales. Tap a question or write your own.
web-start-own-title = Start with a file
web-start-own-text = Drop your sales, customers, products or stock here, as they are: from 1C, BAS, KeyCRM, Prom, Shopify or Excel. Before anything is loaded I will show what I understood.
web-start-pick = Choose a file
web-start-formats = Excel, CSV, ODS · up to { $size } MB

web-example-month = how much did we sell last month
web-example-products = top 5 products this year
web-example-lost = who has not bought for three months
web-example-stock = which products are running out
web-example-growth = revenue by month compared with last year
web-example-customers = top 10 customers
web-example-help = what can you do

web-offline = No connection. Please check the network and try again.
web-signed-out = Your sign-in has ended. Please open a new sign-in link.
web-elsewhere = In another tab you went on to the company { $organization }, so nothing was done here. Please reload the page.
web-reload = Reload the page
web-form-stale = This page is out of date. Please reload it and try again.
web-page-missing = There is no such page.
web-not-understood = The request could not be read. Please reload the page and try again.
web-too-slow = The answer took too long. Please try again.
web-too-large = The file is too large. Please split it, for example by year.
web-one-file = Files are read one at a time. Start with the first, and drop the next once it is loaded.
web-upload-broken = The file did not arrive: the connection broke. Please send it again.
web-no-file = There is no file. Please choose it again.
web-text-too-long = The message is too long. Please keep it under 4,000 letters.
web-name-too-long = The name is too long. Please keep it under 120 letters.

web-file-too-large = The file is too large: up to { $limit } MB can be loaded. Split it, for example by year.
web-stop = Stop
web-stopping = Stopping…
web-working = Reading the file…
web-lost = There is no answer. Reload the page; if the file was not loaded, drop it again.

web-columns-title = Columns of the file
web-columns-none = There is no table in this file that can be read.
web-columns-sheet = Sheet "{ $sheet }"
web-columns-table = Table
web-columns-kind = What the table holds
web-columns-choose = choose
web-columns-fixed = This is a report with groups: its layout tells customer, document and product, so the columns need no change.
web-columns-remembered = The columns are read as you confirmed last time.
web-columns-forget = Forget
web-columns-field = What column "{ $header }" holds
web-columns-written = How values of column "{ $header }" are written
web-columns-empty = empty
web-columns-rows = The first rows
web-columns-save = Save and look
web-columns-back = Back to the chat
web-columns-then = Next I show what comes out of it; I load only after your "Load", and remember the columns for such files.
web-columns-said = The columns of "{ $file }" are checked
web-conversion-auto = by the values
web-conversion-day-first = day first: 31.12.2026
web-conversion-month-first = month first: 12/31/2026
web-conversion-decimal-comma = decimal comma: 1 234,50
web-conversion-decimal-point = decimal point: 1,234.50

web-imports-title = History of imports
web-imports-none = Nothing has been loaded here yet.
web-imports-undo = Undo
web-imports-undo-sure = What is new will go, what was changed will be as before. What later imports changed since will stay.
web-imports-undo-yes = Yes, undo it
web-imports-redo = Bring it back
web-imports-original = The file
web-imports-rejected = Rows not loaded

web-chats-title = Linked chats
web-chats-about = { $service } · { $role } · since { $date }
web-chats-code = Write this code to our bot within ten minutes. It works once.
web-chats-none = No chat is linked yet.
web-chats-cut = Unlink
web-upload-title = A large file
web-upload-text = Choose one file, up to { $limit } MB. The answer comes in your chat.
web-upload-send = Send
web-upload-taken-title = The file has arrived
web-upload-taken = Go back to your chat: the answer will be there.
