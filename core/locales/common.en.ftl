# common
demo-name = Barvinok Wholesale (demo)
export-total = Total
export-about = How it was counted
export-today = As of
summary-title = { $organization }: summary for { $period }
summary-sales = Sales
summary-categories = Categories
summary-customers = Customers
summary-segments = RFM segments
summary-products = Products
summary-stock = Stock
summary-dead-stock = Dead stock
