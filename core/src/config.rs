//! Settings, read once in `main`. Nothing else reads the environment.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Everything a running program is told from outside.
#[derive(Clone)]
pub struct Config {
    pub database_url: String,
    /// Folder of the SQLite database and of files: dropped, kept, made to be taken away.
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Where people reach the portal; links are made of it. No slash at the end.
    pub public_url: String,
    pub import: ImportLimits,
    /// Absent: no Telegram.
    pub telegram: Option<Telegram>,
    /// Absent: no Discord.
    pub discord: Option<Discord>,
}

/// A bot of Discord.
#[derive(Clone, PartialEq, Eq)]
pub struct Discord {
    pub token: String,
    /// Discord's own address; another one for tests.
    pub api_url: String,
    /// Larger files come by a page of the portal. No setting.
    pub file_limit: u64,
}

impl Discord {
    /// Files up to this size are fetched from Discord.
    pub const FILE_LIMIT: u64 = 100_000_000;
}

impl fmt::Debug for Discord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discord")
            .field("token", &"***")
            .field("api_url", &self.api_url)
            .field("file_limit", &self.file_limit)
            .finish()
    }
}

/// A bot of Telegram.
#[derive(Clone, PartialEq, Eq)]
pub struct Telegram {
    pub token: String,
    /// Telegram's own server, or one of one's own.
    pub api_url: String,
    pub webhook: Webhook,
    /// Larger files come by a page of the portal; Telegram hands out 20 MB, a server of one's own more.
    pub file_limit: u64,
}

/// How updates come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Webhook {
    /// We ask for them: long polling.
    Off,
    /// Telegram brings them to the portal's address.
    On,
    /// To another address that leads to the portal.
    At(String),
}

impl Webhook {
    /// Where Telegram brings updates, without the path.
    pub fn address<'a>(&'a self, public_url: &'a str) -> Option<&'a str> {
        match self {
            Self::Off => None,
            Self::On => Some(public_url),
            Self::At(url) => Some(url),
        }
    }
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram")
            .field("token", &"***")
            .field("api_url", &self.api_url)
            .field("webhook", &self.webhook)
            .field("file_limit", &self.file_limit)
            .finish()
    }
}

/// Limits of one imported file, and how long originals are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportLimits {
    pub max_bytes: u64,
    /// Of all parts of a zipped workbook that are read, together.
    pub max_unpacked: u64,
    pub max_cells: u64,
    pub max_columns: u64,
    pub max_time: Duration,
    /// Rows of a sheet held in memory; those of a longer one are read twice instead. No setting.
    pub held_rows: usize,
    pub keep_days: u32,
}

impl Default for ImportLimits {
    fn default() -> Self {
        Self {
            max_bytes: 200_000_000,
            max_unpacked: 1_000_000_000,
            max_cells: 50_000_000,
            max_columns: 2_000,
            max_time: Duration::from_secs(600),
            held_rows: 20_000,
            keep_days: 90,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: "sqlite://kabinet-data/kabinet.db".into(),
            data: "kabinet-data".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://127.0.0.1:8080".into(),
            import: ImportLimits::default(),
            telegram: None,
            discord: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("database_url", &mask_url(&self.database_url))
            .field("data", &self.data)
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("import", &self.import)
            .field("telegram", &self.telegram)
            .field("discord", &self.discord)
            .finish()
    }
}

/// A URL without its password, wherever it stands: `postgres://app:***@host/db?password=***`.
pub fn mask_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.into() };
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let place = match rest.rsplit_once('@').map(|(login, host)| (login.split_once(':'), host)) {
        Some((Some((user, _)), host)) => format!("{user}:***@{host}"),
        _ => rest.to_owned(),
    };
    let Some(query) = query else { return format!("{scheme}://{place}") };
    let masked: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if name.to_lowercase().contains("password") => format!("{name}=***"),
            _ => pair.to_owned(),
        })
        .collect();
    format!("{scheme}://{place}?{}", masked.join("&"))
}

#[cfg(test)]
mod tests {
    use super::mask_url;

    #[test]
    fn hides_passwords() {
        assert_eq!(mask_url("postgres://app:p@ss@host/db"), "postgres://app:***@host/db");
        assert_eq!(mask_url("postgres://host/db?user=app&password=p@s&a=b"), "postgres://host/db?user=app&password=***&a=b");
        assert_eq!(mask_url("sqlite://kabinet-data/kabinet.db"), "sqlite://kabinet-data/kabinet.db");
    }
}
