//! End-to-end tests. One binary; a file per topic; helpers in `support`.

mod history;
mod store;
mod support;
