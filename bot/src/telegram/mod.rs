//! Telegram: updates come in by polling or by a webhook and become messages to the assistant; its replies go out as calls
//! of the Bot API. Nothing about people is kept here: the inbox, the outbox and the links are in the store.

mod connection;
mod courier;
mod files;
mod handler;
mod intake;
mod letters;
mod menu;
mod progress;
mod text;
mod updates;
mod webhook;

use std::sync::{Arc, OnceLock};

use axum::Router;
use kabinet_core::app::App;
use kabinet_core::config::{Telegram, Webhook};
use kabinet_core::delivery::{self, Lease};
use kabinet_core::error::Result;
use tokio::sync::watch;

use connection::Connection;
pub use courier::Pace;
use courier::Post;
use handler::Reader;

/// A bot about to be started.
pub struct Adapter {
    app: Arc<App>,
    settings: Telegram,
    pace: Pace,
    bot: teloxide::Bot,
    /// Known once Telegram was reached.
    connection: Arc<OnceLock<Connection>>,
}

impl Adapter {
    pub fn new(app: Arc<App>, settings: Telegram) -> Result<Self> {
        let bot = connection::bot(&settings)?;
        Ok(Self { app, settings, pace: Pace::default(), bot, connection: Arc::default() })
    }

    /// For a service that bears another pace than Telegram.
    #[must_use]
    pub fn at_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The route for Telegram's calls; there is one only if there is a webhook.
    pub fn router(&self) -> Router {
        match self.settings.webhook {
            Webhook::Off => Router::new(),
            _ => webhook::Door::new(Arc::clone(&self.app), &self.settings, Arc::clone(&self.connection)).router(),
        }
    }

    /// Reads and writes until `stopping` turns true; what is under way then is finished.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) -> Result<()> {
        let Self { app, settings, pace, bot, connection } = self;
        let connected = tokio::select! {
            connected = connection::connect(bot) => connection.get_or_init(|| connected).clone(),
            _ = stopping.wait_for(|it| *it) => return Ok(()),
        };
        if let Some(name) = &connected.me.username {
            let _ = app.telegram_name.set(name.clone());
        }
        tracing::info!("Telegram knows us as @{}", connected.me.name());
        let source = connected.me.source();
        let polling = Lease::new(format!("poll:{source}"))?;
        let intake = {
            let (app, settings, connected, lease) = (Arc::clone(&app), settings.clone(), connected.clone(), polling.clone());
            tokio::spawn(async move {
                let coming = async {
                    match settings.webhook {
                        Webhook::Off => intake::poll(&app, &connected, &lease).await,
                        _ => webhook::announce(&settings, &app.config.public_url, &connected).await,
                    }
                };
                tokio::join!(menu::announce(&connected), coming);
            })
        };
        let reader = Arc::new(Reader { app: Arc::clone(&app), settings, connection: connected.clone() });
        let post = Arc::new(Post::new(Arc::clone(&app), connected.clone(), pace));
        let (mut stop_reading, mut stop_sending) = (stopping.clone(), stopping);
        let reading = async {
            let stop = async {
                let _ = stop_reading.wait_for(|it| *it).await;
            };
            delivery::handle(app.desk(), &source, reader, stop).await
        };
        let sending = async {
            let stop = async {
                let _ = stop_sending.wait_for(|it| *it).await;
            };
            delivery::deliver(app.desk(), post, stop).await
        };
        let (read, sent) = tokio::join!(reading, sending);
        intake.abort();
        // Whoever starts next need not wait until the lease runs out.
        let _ = intake.await;
        read.and(sent).and(polling.release(&app.store).await)
    }
}
