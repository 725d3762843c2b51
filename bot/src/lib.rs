//! Chat adapters: an update becomes `Incoming`, a `Reply` becomes calls of a service. No business here.

pub mod telegram;
pub mod terminal;
