//! What the gateway of Discord does to a connection: the bot comes back, or says in one sentence why it does not.

use std::time::{Duration, Instant};

use kabinet_core::config;

use crate::support::discord_gateway::{Behaviour, Gateway};
use crate::support::program::{Program, Served};
use crate::support::{self, Fresh};

/// A program with a bot.
struct Running {
    process: Served,
    log: std::path::PathBuf,
    _program: Program,
}

impl Running {
    fn start(fresh: &Fresh, gateway: &Gateway) -> Self {
        let program = Program::on(fresh);
        let log = program.folder().join("log");
        let mut command = program.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.env("KABINET_DISCORD_TOKEN", "t").env("KABINET_DISCORD_API_URL", &gateway.address);
        let err = std::fs::File::create(&log).unwrap();
        command.stdout(std::process::Stdio::null()).stderr(err);
        let process = Served::start(command);
        Self { process, log, _program: program }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    async fn until(&self, what: &str, within: Duration, look: impl Fn() -> bool) {
        let end = Instant::now() + within;
        while !look() {
            assert!(Instant::now() < end, "{what} never came:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_is_made_anew() {
    for (script, expected) in [
        (vec![Behaviour::Reconnect, Behaviour::Well], &["IDENTIFY", "RESUME"][..]),
        (vec![Behaviour::Invalid(true), Behaviour::Well], &["IDENTIFY", "RESUME"]),
        (vec![Behaviour::Invalid(false), Behaviour::Well], &["IDENTIFY", "IDENTIFY"]),
        (vec![Behaviour::Deaf, Behaviour::Well], &["IDENTIFY", "IDENTIFY"]),
    ] {
        let fresh = support::sqlite().await;
        let gateway = Gateway::start(script.clone()).await;
        let running = Running::start(&fresh, &gateway);
        running.until(&format!("{script:?}"), Duration::from_secs(40), || gateway.heard().len() >= 2).await;
        assert_eq!(gateway.heard()[..2], *expected, "{script:?}");
        // It hears again, and answers.
        running.until("an answer", Duration::from_secs(20), || !gateway.posted().is_empty()).await;
        assert_eq!(gateway.posted().len(), 1, "{script:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_operator_can_mend_is_told_once_and_the_portal_stays() {
    for (code, words) in [(4004, "KABINET_DISCORD_TOKEN"), (4013, "Privileged Gateway"), (4014, "Privileged Gateway")] {
        let fresh = support::sqlite().await;
        let gateway = Gateway::start(vec![Behaviour::Close(code)]).await;
        let mut running = Running::start(&fresh, &gateway);
        running.until(words, Duration::from_secs(30), || running.log().contains(words)).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(gateway.heard(), ["IDENTIFY"], "{code}: it tries again");
        assert_eq!(running.log().matches(words).count(), 1, "{}", running.log());
        assert!(running.process.0.try_wait().unwrap().is_none(), "the program ended");
    }
}

#[test]
fn the_token_is_shown_nowhere() {
    let settings = config::Discord { token: "secret-token".into(), api_url: "https://discord.com".into(), file_limit: 1 };
    assert!(!format!("{settings:?}").contains("secret-token"));
}
