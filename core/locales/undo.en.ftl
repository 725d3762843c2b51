# Undoing an import
undo-number = No. { $number }
undo-what-file = "{ $file }"
undo-what-merge = a merge of customers
undo-what-split = a split of customers
undo-done = Import No. { $number } ({ $what }) is undone.
undo-nothing = Nothing in the data changed.
undo-restored = { $kind }: put back as before — { $restored }
undo-removed = { $kind }: removed — { $removed }
undo-both = { $kind }: put back as before — { $restored }, removed — { $removed }
undo-kept = Left as it is: { $count ->
    [one] { $count } record
   *[other] { $count } records
}
undo-kept-changed = • { $name }: changed later by import No. { $number } ({ $what })
undo-kept-used = • { $name }: import No. { $number } ({ $what }) refers to it
undo-kept-more = • …and { $count } more
undo-kind-customer = Customers
undo-kind-alias = Second codes of customers
undo-kind-product = Products
undo-kind-order = Orders
undo-kind-stock = Stock
undo-kind-stage = Stages of deals
undo-kind-deal = Deals
undo-kind-deal-events = Histories of deals

# History of imports
undo-again = import No. { $number } once more
undo-undone-at = undone { $date }
undo-no-history = Nothing has been imported yet.
undo-redone-customers = Done again as No. { $number }.
