//! What comes in from outside services and what goes out to them, so that neither is lost: an inbox written before
//! anything is acknowledged, an outbox that keeps the order of every chat, and leases for what one process does at a time.
//! A service plugs in with a `Handler` (an update becomes letters) and a `Courier` (a letter becomes calls).

pub mod boxes;
mod courier;
pub mod inbox;
mod lease;
pub mod outbox;
mod reader;
mod turnstile;
pub mod uploads;

pub use courier::{Courier, Delivered, Limits, deliver};
pub use inbox::Update;
pub use lease::{Lease, RENEWED_EVERY};
pub use outbox::{Letter, NewLetter, State};
pub use reader::{Desk, Handled, Handler, handle};
pub use turnstile::Turnstile;

use tokio::sync::watch;

/// Wakes who waits for work in this process. Other processes look every second.
#[derive(Debug, Default)]
pub struct Bells {
    pub inbox: Bell,
    pub outbox: Bell,
}

/// Heard by the loops of all services, each of which looks for work of its own.
#[derive(Debug)]
pub struct Bell(watch::Sender<()>);

impl Default for Bell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Bell {
    pub fn ring(&self) {
        self.0.send_replace(());
    }

    /// Hears every ring from now on, also one that comes while nobody waits.
    fn listener(&self) -> watch::Receiver<()> {
        self.0.subscribe()
    }
}
