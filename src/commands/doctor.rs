//! `kabinet doctor`, `migrate`, `config`: what an operator wants to know.

use std::process::ExitCode;

use kabinet_core::app::App;
use kabinet_core::config::{Config, mask_url};
use kabinet_core::error::Result;
use kabinet_core::store::Store;
use kabinet_core::sums::{self, Differences};
use kabinet_core::tenancy::{self, Organization};

use super::open;
use crate::Outcome;

pub(crate) async fn migrate(config: Config) -> Outcome {
    let app = open(config).await?;
    say!("The store is at schema {}.", Store::schema_version());
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn print_config(config: &Config) -> Outcome {
    say!("KABINET_DATABASE_URL={}", mask_url(&config.database_url));
    say!("KABINET_DATA={}", config.data.display());
    say!("KABINET_LISTEN={}", config.listen);
    say!("KABINET_PUBLIC_URL={}", config.public_url);
    say!("KABINET_IMPORT_MAX_BYTES={}", config.import.max_bytes);
    say!("KABINET_IMPORT_MAX_UNPACKED={}", config.import.max_unpacked);
    say!("KABINET_IMPORT_MAX_CELLS={}", config.import.max_cells);
    say!("KABINET_IMPORT_MAX_COLUMNS={}", config.import.max_columns);
    say!("KABINET_IMPORT_MAX_SECONDS={}", config.import.max_time.as_secs());
    say!("KABINET_IMPORT_KEEP_DAYS={}", config.import.keep_days);
    if let Some(telegram) = &config.telegram {
        say!("KABINET_TELEGRAM_TOKEN=***");
        say!("KABINET_TELEGRAM_API_URL={}", telegram.api_url);
        say!("KABINET_TELEGRAM_WEBHOOK={}", telegram.webhook.address(&config.public_url).unwrap_or("off"));
        say!("KABINET_TELEGRAM_FILE_LIMIT={}", telegram.file_limit);
    }
    if let Some(discord) = &config.discord {
        say!("KABINET_DISCORD_TOKEN=***");
        say!("KABINET_DISCORD_API_URL={}", discord.api_url);
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, clap::Args)]
pub(crate) struct DoctorArgs {
    /// Make the sums that questions are answered from anew, from the order lines
    #[arg(long)]
    rebuild_sums: bool,
}

/// Opens the store, holds its sums against the lines, writes into the data folder, asks whether the address is free.
pub(crate) async fn run(config: Config, args: DoctorArgs) -> Outcome {
    let listen = config.listen;
    let data = config.data.clone();
    let app = open(config).await?;
    let organizations = tenancy::list(&mut app.store.control_read().await?).await?;
    say!(
        "ok    store {} at schema {}, {} organizations",
        mask_url(&app.config.database_url),
        Store::schema_version(),
        organizations.len()
    );
    let mut healthy = true;
    for organization in &organizations {
        healthy &= are_sums_right(&app, organization, &args).await?;
    }
    let probe = data.join(".doctor");
    match std::fs::create_dir_all(&data).and_then(|()| std::fs::write(&probe, b"")).and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => say!("ok    data folder {} is writable", data.display()),
        Err(error) => {
            healthy = false;
            say!("wrong data folder {}: {error}", data.display());
        }
    }
    match tokio::net::TcpListener::bind(listen).await {
        Ok(_) => say!("ok    address {listen} is free"),
        Err(error) => say!("note  address {listen}: {error} (is Kabinet running already?)"),
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn are_sums_right(app: &App, organization: &Organization, args: &DoctorArgs) -> Result<bool> {
    let slug = &organization.slug;
    if args.rebuild_sums {
        let mut scope = app.store.write(organization.id).await?;
        scope.hold().await?;
        sums::rebuild(&mut scope).await?;
        scope.commit().await?;
    }
    // Reads one moment of the store, so that an import under way neither waits nor is waited for.
    let differences = sums::check(&mut app.store.read(organization.id).await?).await?;
    let right = differences == Differences::NONE;
    if right {
        say!("ok    sums of {slug} agree with its order lines");
    } else {
        let Differences { days, products, customers } = differences;
        say!(
            "wrong sums of {slug}: {days} by day, {products} by product, {customers} by customer; repair them with \
             `kabinet doctor --rebuild-sums`"
        );
    }
    Ok(right)
}
