# Discord: names of commands and what is only there.
discord-name-ask = ask
discord-name-file = file
discord-name-link = link
discord-name-start = start
discord-name-menu = menu
discord-name-report = report
discord-name-undo = undo
discord-name-org = org
discord-name-chats = chats
discord-name-settings = settings
discord-name-language = language
discord-name-help = help
discord-name-cancel = cancel

command-ask = Ask about sales, customers, products or stock
command-file = Load a table, Excel or CSV
command-link = Join a company with a code

discord-option-question = question
discord-option-customer = customer
discord-option-product = product
discord-option-period = period
discord-option-attachment = table
discord-option-code = code
discord-about-question = In your own words: revenue by month
discord-about-customer = Only about this customer
discord-about-product = Only about this product
discord-about-period = For which time
discord-about-attachment = An Excel or CSV file; without it I give you a page for a large one
discord-about-code = The code of an invitation

discord-choose = Choose
discord-just-for-you = That is not for everyone here, so only you see the answer.
discord-not-your-button = This button is for the one who asked. Ask, and you will have your own.
discord-file-not-taken = The file is too large for Discord. You can take it in the portal.
discord-file-page =
    Please send the file by this page, up to { $most } MB; the link works once, for an hour:
    { $link }
discord-file-too-large =
    By Discord I take files up to { $limit } MB. Please send it by this page, up to { $most } MB; the link works once, for an hour:
    { $link }
discord-api-url = The address { $url } of Discord cannot be used.

suggested-periods =
    this week
    last week
    this month
    last month
    this quarter
    last quarter
    this year
    last year
    in the last 30 days
suggested-month = in { $month } { $year }
