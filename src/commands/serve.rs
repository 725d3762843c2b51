//! `kabinet serve`: everything.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "discord")]
use kabinet_bot::discord;
use kabinet_bot::telegram;
use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::conversation;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::{demo, link, open};
use crate::{Failure, Outcome};

const HOUR: Duration = Duration::from_secs(3600);
/// How long answers under way may take when the program stops.
const LAST_LETTERS: Duration = Duration::from_secs(10);

pub(crate) async fn run(config: Config) -> Outcome {
    let listen = config.listen;
    let listener = TcpListener::bind(listen).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AddrInUse => {
            Failure::Said(format!("The address {listen} is busy. Choose another with --listen 127.0.0.1:8081."))
        }
        _ => Failure::Said(format!("The address {listen} cannot be used: {cause}.")),
    })?;
    let app = open(config).await?;
    conversation::tell_at_start(&app).await?;
    demo::ensure(&app).await?;
    let link = link::create(&app, None, None).await?;
    // A server goes on when nobody reads what it prints.
    let _ = greet(&app.config.public_url, &link);
    let app = Arc::new(app);
    tokio::spawn(sweep(Arc::clone(&app)));
    let (tell, stopping) = watch::channel(false);
    let telegram = match app.config.telegram.clone() {
        Some(settings) => Some(telegram::Adapter::new(Arc::clone(&app), settings)?),
        None => None,
    };
    let routes = telegram.as_ref().map(telegram::Adapter::router).unwrap_or_default();
    let mut talking = tokio::task::JoinSet::new();
    #[cfg(feature = "discord")]
    if let Some(settings) = app.config.discord.clone() {
        talking.spawn(discord::Adapter::new(Arc::clone(&app), settings)?.run(stopping.clone()));
    }
    #[cfg(not(feature = "discord"))]
    if app.config.discord.is_some() {
        return Err(Failure::Said("This kabinet was built without Discord: build it with the feature discord.".into()));
    }
    if let Some(telegram) = telegram {
        talking.spawn(telegram.run(stopping));
    }
    let stop = async move {
        stopped().await;
        // Nobody may be listening any more.
        let _ = tell.send(true);
    };
    kabinet_web::serve(Arc::clone(&app), listener, routes, stop).await?;
    let last = async {
        let mut well = true;
        while let Some(ended) = talking.join_next().await {
            well &= matches!(ended, Ok(Ok(())));
        }
        well
    };
    if !tokio::time::timeout(LAST_LETTERS, last).await.unwrap_or(false) {
        tracing::warn!("A chat service was left in the middle of something; it goes on at the next start");
    }
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn greet(address: &str, link: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "\n  Кабінет працює: {address}")?;
    writeln!(out, "  Kabinet is running.\n")?;
    writeln!(out, "  Відкрийте це одноразове посилання / Open this one-time link:\n\n    {link}\n")?;
    writeln!(out, "  Нове посилання: kabinet link · Зупинити: Ctrl+C\n")
}

/// Old files go once an hour.
async fn sweep(app: Arc<App>) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        let app = Arc::clone(&app);
        // What goes wrong with one file is in the log already.
        let _ = tokio::task::spawn_blocking(move || app.sweep()).await;
    }
}

/// Ends with SIGTERM or Ctrl+C.
async fn stopped() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
