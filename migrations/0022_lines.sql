-- The lines of an order stand in its row, as one text (`core/src/order_lines.rs`): a row a line costs five times as much to
-- write and to read.
ALTER TABLE orders ADD COLUMN lines TEXT NOT NULL DEFAULT '[]';
