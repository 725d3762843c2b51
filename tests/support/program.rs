//! The real binary, run as a person would run it: in a folder and on a store of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Fresh;

pub const BINARY: &str = env!("CARGO_BIN_EXE_kabinet");

pub struct Program {
    url: String,
    folder: tempfile::TempDir,
}

/// What a finished command said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Program {
    pub fn on(fresh: &Fresh) -> Self {
        Self { url: fresh.url.clone(), folder: tempfile::tempdir().unwrap() }
    }

    /// The folder the commands run in; their data folder is in it too.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Writes a file to import and returns its name.
    pub fn file<'a>(&self, name: &'a str, content: impl AsRef<[u8]>) -> &'a str {
        std::fs::write(self.folder().join(name), content).unwrap();
        name
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = bare(self.folder());
        command.env("KABINET_DATABASE_URL", &self.url).env("KABINET_DATA", self.data()).args(args);
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        said(self.command(args), "")
    }

    pub fn run_with_input(&self, args: &[&str], input: &str) -> Said {
        said(self.command(args), input)
    }

    /// Runs what must succeed; returns what it printed.
    pub fn must(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}: {said:?}");
        said.out
    }

    pub fn create(&self, slug: &str, name: &str) {
        self.must(&["org", "create", name, "--slug", slug]);
    }
}

/// A program that runs until its guard goes, whatever becomes of the test.
#[cfg(feature = "discord")]
pub struct Served(pub std::process::Child);

#[cfg(feature = "discord")]
impl Served {
    pub fn start(mut command: Command) -> Self {
        Self(command.spawn().unwrap())
    }
}

#[cfg(feature = "discord")]
impl Drop for Served {
    /// With SIGKILL, as a machine that falls would.
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The binary without any setting of the machine it runs on.
pub fn bare(folder: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KABINET_")) {
        command.env_remove(name);
    }
    command
}

pub fn said(mut command: Command, input: &str) -> Said {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may have closed it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
