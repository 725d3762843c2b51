//! `respond(&App, Incoming) -> Reply`: the assistant behind every face. Never an error.

pub mod history;
mod message;

pub use message::{Block, Channel, Choice, Content, Incoming, Reply, Status, TableBlock};
