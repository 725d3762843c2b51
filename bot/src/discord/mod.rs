//! Discord: events come in by the gateway and become messages to the assistant; its replies go out as messages and answers to
//! commands. Nothing about people is kept here: the inbox, the outbox and the links are in the store.

mod commands;
mod connection;
mod courier;
mod files;
mod gateway;
mod handler;
mod intake;
mod letters;
mod missed;
mod places;
mod progress;
mod rest;
mod text;
mod updates;

use std::sync::Arc;

use kabinet_core::app::App;
use kabinet_core::config::Discord;
use kabinet_core::delivery;
use kabinet_core::error::Result;
use tokio::sync::watch;

use courier::{Pauses, Post};
use handler::Reader;
use intake::Intake;
use rest::Rest;

/// A bot about to be started.
pub struct Adapter {
    app: Arc<App>,
    settings: Discord,
    rest: Rest,
}

impl Adapter {
    pub fn new(app: Arc<App>, settings: Discord) -> Result<Self> {
        let rest = Rest::new(&settings)?;
        Ok(Self { app, settings, rest })
    }

    /// Reads and writes until `stopping` turns true; what is under way then is finished. Ends early when only the operator
    /// can help: the rest of the program goes on.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) -> Result<()> {
        let Self { app, settings, rest } = self;
        let me = tokio::select! {
            me = connection::connect(&rest) => me,
            _ = stopping.wait_for(|it| *it) => return Ok(()),
        };
        let Some(me) = me else {
            gateway::explain(&gateway::Fatal::Token);
            return Ok(());
        };
        let source = me.source();
        let (intake, writing) = Intake::new(Arc::clone(&app), rest.clone(), me.clone())?;
        let intake = Arc::new(intake);
        let reader = Reader { app: Arc::clone(&app), settings: settings.clone(), rest: rest.clone(), me: me.clone() };
        let post = Arc::new(Post { rest, me, pauses: Pauses::default() });
        let writing = tokio::spawn(writing);
        let (give_up, ended) = watch::channel(false);
        let over = |mut stopping: watch::Receiver<bool>, mut ended: watch::Receiver<bool>| async move {
            tokio::select! {
                _ = stopping.wait_for(|it| *it) => {}
                _ = ended.wait_for(|it| *it) => {}
            }
        };
        let listening = async {
            let fatal = gateway::listen(&intake, &settings, stopping.clone()).await;
            if let Some(fatal) = fatal {
                gateway::explain(&fatal);
                // Without a token that Discord knows, nothing can be sent either.
                if fatal == gateway::Fatal::Token {
                    let _ = give_up.send(true);
                }
            }
        };
        let reading = delivery::handle(app.desk(), &source, Arc::new(reader), over(stopping.clone(), ended.clone()));
        let sending = delivery::deliver(app.desk(), post, over(stopping.clone(), ended.clone()));
        let (read, sent, ()) = tokio::join!(reading, sending, listening);
        // What was queued is written: the writer ends with the last of those who hand it events.
        drop(intake);
        if tokio::time::timeout(gateway::LAST_EVENTS, writing).await.is_err() {
            tracing::warn!("events that came at the end were not written down; messages will be asked for again");
        }
        read.and(sent)
    }
}
