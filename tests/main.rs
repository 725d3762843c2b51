//! End-to-end tests. One binary; a file per topic; helpers in `support`.

#![allow(clippy::type_complexity, reason = "tables of cases are tuples")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests find the test server in the environment")]

mod analyses;
mod answered;
mod backup;
mod chats;
mod cli;
mod delivery;
mod demo;
#[cfg(feature = "discord")]
mod discord;
#[cfg(feature = "discord")]
mod discord_gateway;
#[cfg(feature = "discord")]
mod discord_kills;
mod exports;
mod history;
mod imports_again;
mod imports_crash;
mod imports_hostile;
mod imports_layouts;
mod imports_load;
mod imports_long;
mod imports_mapping;
mod imports_read;
mod imports_xlsx;
mod imports_newer;
mod imports_rejected;
mod imports_together;
mod imports_undo;
mod imports_undo_model;
mod isolation;
mod metrics;
mod metrics_sums;
mod published;
mod questions;
mod reception;
mod store;
mod summary;
mod sums;
mod support;
mod telegram;
mod telegram_faults;
mod telegram_files;
mod telegram_groups;
mod telegram_kills;
mod tidy;
mod web;
