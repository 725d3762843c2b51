-- Only a merge of customers asks for the orders of one: it may look at all of them, which every load would pay for otherwise.
DROP INDEX orders_by_customer;
