# common
demo-name = Barvinok Wholesale (demo)
