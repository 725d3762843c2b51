# Questions: what cannot be answered and what must be asked back. No figures.

## Outside the data
question-outside-weather = I cannot tell the weather: I only have your trading data. Ask about sales, customers or stock.
question-outside-advertising = I cannot tell: your files hold no advertising spend, there is no data on it. I can show new customers or revenue for the same time.
question-outside-salaries = I cannot tell: there is no data on salaries. I can show sales by manager.
question-outside-bank = I cannot tell: there is no data on bank accounts. I can show revenue, gross profit or the value of stock.
question-outside-taxes = I cannot work out net profit or taxes: your files hold no expenses, there is no data on them. I can show gross profit.
question-outside-other-companies = I cannot: I see only your own data, there is no data on other companies. Ask about your own sales or customers.
question-outside-expenses = I cannot tell: there is no data on expenses. I can show revenue, gross profit or markup.
question-outside-delivery = I cannot tell: there is no data on delivery. I can show orders, returns or cancellations.
question-outside-website = I cannot tell: there is no data on the website. I can show orders and customers.
question-outside-rates = I cannot tell: there is no data on rates and markets. Ask about sales, customers or stock.
question-outside-prices = I do not show prices by themselves. I can say how many units of a product were sold and for how much, its margin or markup.
question-outside-news = I cannot tell: I only have your trading data. Ask about sales, customers or stock.
question-outside-debts = I cannot tell: there is no data on debts and payments. I can show revenue and last purchases.
question-outside-plans = I cannot compare: there is no data on plans. I can compare with the previous period or forecast revenue.
question-outside-advice = I cannot give advice, only show figures: dead stock, customers at risk, the most profitable products.

## Names
question-unknown-customer = I could not find “{ $said }”: no such name among your customers, so there is no data.
question-unknown-product = I could not find “{ $said }”: no such name among your products, so there is no data.
question-unknown-city = I could not find “{ $said }”: no such city among your customers, so there is no data.
question-unknown-manager = I could not find “{ $said }”: no such name among your managers, so there is no data.
question-unknown-name = I could not find “{ $said }”: no such name among your products, customers and cities, so there is no data.
question-nearest = The nearest names:
question-which-name = “{ $said }” fits several. Which one do you mean?

## The rest
question-future = That time has not come yet, so there is no data: I cannot tell. I can forecast revenue for the next month.
question-no-match = I did not understand. Could you try, for example, “revenue last month”, “top 5 products”, “who stopped buying”?
question-change = I cannot change or delete data in a chat. Data are updated with a file: load a newer one, and the same records are updated.
question-instruction = I cannot do that: I answer only about your company’s data. Ask about sales, customers or stock.
question-cannot-combine = I cannot combine these. Please ask about each figure separately.
question-which-metric = Please specify: which figure do you mean?
question-impossible-date = There is no such date: { $said }. Which day do you mean?
question-uncounted = I cannot take “{ $said }” into account, and without it the figure would be about something else. Could you ask it differently?
question-reading = “{ $said }” may mean several things here. Which should I show?
question-pointed = I am not sure whom or what “{ $said }” means here. Could you name it?
question-unanswered = The question before was left without an answer, so I am not sure what this is about. Could you ask it in full?
question-words = I did not understand “{ $said }” in this question. Could you say it differently?

## Buttons
question-choice-revenue = Revenue
question-choice-everything = Everything, nothing left out
question-choice-orders = Orders
question-choice-gross-profit = Gross profit
question-choice-aov = Average order
question-choice-customer = { $value }
question-choice-product = { $value }
question-choice-category = Category “{ $value }”
question-choice-brand = Brand “{ $value }”
question-choice-manager = Manager { $value }
question-choice-city = City { $value }
question-choice-supplier = Supplier { $value }
question-choice-warehouse = Warehouse { $value }
question-choice-stage = Stage “{ $value }”
question-other-currency = I cannot count in { $said }: your data are in { $currency }, and I know no exchange rates.
question-without = Answer without “{ $said }”
question-unknown-word = I do not know the word “{ $said }”, and there is no such name among your products, customers and cities.
