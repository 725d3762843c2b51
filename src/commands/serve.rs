//! `kabinet serve`: everything.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

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
    let talking = telegram.map(|it| tokio::spawn(it.run(stopping)));
    let stop = async move {
        stopped().await;
        // Nobody may be listening any more.
        let _ = tell.send(true);
    };
    kabinet_web::serve(Arc::clone(&app), listener, routes, stop).await?;
    if let Some(talking) = talking {
        let ended = tokio::time::timeout(LAST_LETTERS, talking).await;
        if !matches!(ended, Ok(Ok(Ok(())))) {
            tracing::warn!("Telegram was left in the middle of something; it goes on at the next start");
        }
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
