//! The business, in reading order. Each module uses only the ones above it; `tests/tidy.rs` checks it.

pub mod money; // Money, Quantity
pub mod period; // PeriodSpec (asked), Period (resolved), Grain
pub mod ids; // ids made by the application
pub mod mixing; // a quick hash for keys of our own
pub mod clock; // the one reader of the system's clock
pub mod error; // Error, Problem, Permission
pub mod locale; // words to people; the one formatter of numbers, money, dates
pub mod config; // settings
pub mod store; // one SQL text, two engines, tenant scopes
pub mod tenancy; // Organization, Membership, Role, Actor, ways in, chats of services, audit log
pub mod delivery; // inbox and outbox of outside services
pub mod names; // folding of names, codes, phones for matching
pub mod order_lines; // the lines of an order, as one text
pub mod sums; // sums of order lines, kept in the transaction that writes them
pub mod columnar; // sums and lines in memory, as columns
pub mod imports; // a file becomes records: read -> map -> preview -> load
pub mod metrics; // MetricQuery: the question; MetricTable: the answer
pub mod questions; // words -> MetricQuery
pub mod exports; // any table or answer to CSV, XLSX, JSON Lines
pub mod charts; // MetricTable -> SVG -> PNG
pub mod app; // what the conversation and the adapters hold
pub mod demo; // the built-in demo data
pub mod conversation; // Incoming -> Reply
pub mod reception; // messages of services: who wrote, where, who reads along
