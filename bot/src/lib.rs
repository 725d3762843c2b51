//! Chat adapters: an update becomes `Incoming`, a `Reply` becomes calls of a service. No business here.

#[cfg(feature = "discord")]
pub mod discord;
mod dropped;
mod layout;
mod progress;
pub mod telegram;
pub mod terminal;
