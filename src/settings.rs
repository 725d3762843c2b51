//! Settings from flags, then the environment, then `.env`. All mistakes are reported together.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use kabinet_core::config::{Config, Discord, ImportLimits, Telegram, Webhook};

/// Every setting is text until `resolve`, so that one wrong value does not hide the next.
#[derive(Debug, clap::Args)]
pub(crate) struct Settings {
    /// sqlite://… or postgres://… [default: sqlite://<data>/kabinet.db]
    #[arg(
        long,
        visible_alias = "database-url",
        global = true,
        env = "KABINET_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    database: Option<String>,
    /// Folder of uploads and of the SQLite database [default: kabinet-data]
    #[arg(long, global = true, env = "KABINET_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address of the portal [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "KABINET_LISTEN", value_name = "ADDRESS")]
    listen: Option<String>,
    /// Where people reach the portal [default: http://<listen>]
    #[arg(long, global = true, env = "KABINET_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Largest file, bytes [default: 200000000]
    #[arg(long, global = true, env = "KABINET_IMPORT_MAX_BYTES", value_name = "N", hide_short_help = true)]
    import_max_bytes: Option<String>,
    /// Largest workbook when unpacked, bytes [default: 1000000000]
    #[arg(long, global = true, env = "KABINET_IMPORT_MAX_UNPACKED", value_name = "N", hide_short_help = true)]
    import_max_unpacked: Option<String>,
    /// Most cells in a file [default: 50000000]
    #[arg(long, global = true, env = "KABINET_IMPORT_MAX_CELLS", value_name = "N", hide_short_help = true)]
    import_max_cells: Option<String>,
    /// Most columns in a sheet [default: 2000]
    #[arg(long, global = true, env = "KABINET_IMPORT_MAX_COLUMNS", value_name = "N", hide_short_help = true)]
    import_max_columns: Option<String>,
    /// Longest reading of a file, seconds [default: 600]
    #[arg(long, global = true, env = "KABINET_IMPORT_MAX_SECONDS", value_name = "N", hide_short_help = true)]
    import_max_seconds: Option<String>,
    /// How long original files are kept, days [default: 90]
    #[arg(long, global = true, env = "KABINET_IMPORT_KEEP_DAYS", value_name = "N", hide_short_help = true)]
    import_keep_days: Option<String>,
    /// Token of the Telegram bot, from @BotFather [default: no Telegram]
    #[arg(long, global = true, env = "KABINET_TELEGRAM_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    telegram_token: Option<String>,
    /// Address of the Bot API, for a server of one's own [default: https://api.telegram.org]
    #[arg(long, global = true, env = "KABINET_TELEGRAM_API_URL", value_name = "URL", hide_short_help = true)]
    telegram_api_url: Option<String>,
    /// off: ask Telegram for messages; on: Telegram brings them to the public address; or that address [default: off]
    #[arg(long, global = true, env = "KABINET_TELEGRAM_WEBHOOK", value_name = "on|off|URL", hide_short_help = true)]
    telegram_webhook: Option<String>,
    /// Largest file that comes by Telegram, bytes [default: 20000000]
    #[arg(long, global = true, env = "KABINET_TELEGRAM_FILE_LIMIT", value_name = "N", hide_short_help = true)]
    telegram_file_limit: Option<String>,
    /// Token of the Discord bot, from the developer portal [default: no Discord]
    #[arg(long, global = true, env = "KABINET_DISCORD_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    discord_token: Option<String>,
    /// Address of Discord [default: https://discord.com]
    #[arg(long, global = true, env = "KABINET_DISCORD_API_URL", value_name = "URL", hide_short_help = true)]
    discord_api_url: Option<String>,
}

const TELEGRAM: &str = "https://api.telegram.org";
const DISCORD: &str = "https://discord.com";
/// What the Bot API hands out.
const TELEGRAM_FILE_LIMIT: u64 = 20_000_000;

impl Settings {
    /// The configuration, or every mistake as a sentence of its own.
    pub(crate) fn resolve(self, env_file: Option<String>) -> Result<Config, Vec<String>> {
        let mut mistakes: Vec<String> =
            env_file.map(|cause| format!("The file .env cannot be read: {cause}.")).into_iter().collect();
        let default = Config::default();
        let data = self.data.unwrap_or(default.data);
        let database_url = self.database.unwrap_or_else(|| format!("sqlite://{}/kabinet.db", data.display()));
        let known_scheme = ["sqlite://", "postgres://", "postgresql://"].iter().any(|it| database_url.starts_with(it));
        if !known_scheme {
            mistakes.push("KABINET_DATABASE_URL (--database) must begin with sqlite:// or postgres://.".into());
        }
        let listen = parse("KABINET_LISTEN", self.listen, default.listen, "an address such as 127.0.0.1:8080", &mut mistakes);
        let public_url = self.public_url.map_or_else(|| format!("http://{listen}"), |it| it.trim_end_matches('/').to_owned());
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            mistakes.push("KABINET_PUBLIC_URL (--public-url) must begin with http:// or https://.".into());
        }
        let limit = "a whole number";
        let file_limit =
            parse("KABINET_TELEGRAM_FILE_LIMIT", self.telegram_file_limit, TELEGRAM_FILE_LIMIT, limit, &mut mistakes);
        let api_url = self.telegram_api_url.map_or_else(|| TELEGRAM.to_owned(), |it| it.trim_end_matches('/').to_owned());
        let webhook = match self.telegram_webhook.as_deref().map(str::trim) {
            None | Some("" | "off" | "0" | "false") => Webhook::Off,
            Some("on" | "1" | "true") => Webhook::On,
            Some(url) => Webhook::At(url.trim_end_matches('/').to_owned()),
        };
        let discord_url = self.discord_api_url.map_or_else(|| DISCORD.to_owned(), |it| it.trim_end_matches('/').to_owned());
        for (name, url) in [
            ("KABINET_TELEGRAM_API_URL", Some(api_url.as_str())),
            ("KABINET_TELEGRAM_WEBHOOK", webhook.address(TELEGRAM)),
            ("KABINET_DISCORD_API_URL", Some(discord_url.as_str())),
        ] {
            if url.is_some_and(|it| !it.starts_with("http://") && !it.starts_with("https://")) {
                mistakes.push(format!("{name} must begin with http:// or https://."));
            }
        }
        let telegram = self.telegram_token.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        let telegram = telegram.map(|token| Telegram { token, api_url, webhook, file_limit });
        let discord = self.discord_token.map(|it| it.trim().trim_start_matches("Bot ").to_owned()).filter(|it| !it.is_empty());
        let discord = discord.map(|token| Discord { token, api_url: discord_url, file_limit: Discord::FILE_LIMIT });
        let limits = ImportLimits::default();
        let number = "a whole number";
        let max_seconds = limits.max_time.as_secs();
        let import = ImportLimits {
            max_bytes: parse("KABINET_IMPORT_MAX_BYTES", self.import_max_bytes, limits.max_bytes, number, &mut mistakes),
            max_unpacked: parse(
                "KABINET_IMPORT_MAX_UNPACKED",
                self.import_max_unpacked,
                limits.max_unpacked,
                number,
                &mut mistakes,
            ),
            max_cells: parse("KABINET_IMPORT_MAX_CELLS", self.import_max_cells, limits.max_cells, number, &mut mistakes),
            max_columns: parse("KABINET_IMPORT_MAX_COLUMNS", self.import_max_columns, limits.max_columns, number, &mut mistakes),
            max_time: Duration::from_secs(parse(
                "KABINET_IMPORT_MAX_SECONDS",
                self.import_max_seconds,
                max_seconds,
                number,
                &mut mistakes,
            )),
            held_rows: limits.held_rows,
            keep_days: parse("KABINET_IMPORT_KEEP_DAYS", self.import_keep_days, limits.keep_days, number, &mut mistakes),
        };
        if mistakes.is_empty() {
            Ok(Config { database_url, data, listen, public_url, import, telegram, discord })
        } else {
            Err(mistakes)
        }
    }
}

fn parse<T: FromStr>(name: &str, given: Option<String>, default: T, wanted: &str, mistakes: &mut Vec<String>) -> T {
    let Some(text) = given else { return default };
    text.parse().unwrap_or_else(|_| {
        mistakes.push(format!("{name} must be {wanted}, not \"{text}\"."));
        default
    })
}
