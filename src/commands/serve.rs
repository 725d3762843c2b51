//! `kabinet serve`: everything.

use std::process::ExitCode;
use std::sync::Arc;

use kabinet_core::config::Config;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{demo, link, open};
use crate::{Failure, Outcome};

pub(crate) async fn run(config: Config) -> Outcome {
    let listen = config.listen;
    let listener = TcpListener::bind(listen).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AddrInUse => {
            Failure::Said(format!("The address {listen} is busy. Choose another with --listen 127.0.0.1:8081."))
        }
        _ => Failure::Said(format!("The address {listen} cannot be used: {cause}.")),
    })?;
    let app = open(config).await?;
    demo::ensure(&app).await?;
    let link = link::create(&app, None, None).await?;
    println!("\n  Кабінет працює: {}", app.config.public_url);
    println!("  Kabinet is running.\n");
    println!("  Відкрийте це одноразове посилання / Open this one-time link:\n\n    {link}\n");
    println!("  Нове посилання: kabinet link · Зупинити: Ctrl+C\n");
    let app = Arc::new(app);
    kabinet_web::serve(Arc::clone(&app), listener, stopped()).await?;
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
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
