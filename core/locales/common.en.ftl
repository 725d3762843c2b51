# common
demo-name = Barvinok Wholesale (demo)
export-total = Total
export-about = How it was counted
export-today = As of
