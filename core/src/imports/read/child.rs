//! The reading process: this same program, started for one workbook with bounded memory and time. A hostile workbook
//! can then only bring down its own reader.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, anyhow};
use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use tokio::process::Command;

use super::collect::Collector;
use super::frames::{self, Ending, FrameWriter};
use crate::config::ImportLimits;
use crate::error::Result;
use crate::imports::sheets::{Limit, Refusal, Sheet};

/// The hidden command of the program that serves as the reader.
pub(super) const COMMAND: &str = "read-workbook";

/// Address space of the reader. A sheet of a million rows and ten columns takes a tenth of it when streamed, and most
/// of it in the formats that come as whole sheets.
const MEMORY: u64 = 1 << 30;

/// Reads a workbook in a process of `reader`, a program that calls `serve`.
pub(super) async fn read(
    path: &Path,
    limits: &ImportLimits,
    reader: &Path,
    folder: &Path,
) -> Result<Result<Vec<Sheet>, Refusal>> {
    let (stream, output) = io::pipe()?;
    let mut command = Command::new(reader);
    command.arg(COMMAND).arg(path).args(arguments(limits));
    // The reader has no business with the secrets in the environment.
    command.env_clear().stdin(Stdio::null()).stdout(output).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().with_context(|| format!("cannot start the reader {}", reader.display()))?;
    // The command holds our end of the output; while it is open, the stream does not end.
    drop(command);

    let limits = *limits;
    let folder = folder.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        let mut collector = Collector::spooling(&limits, Some(&folder));
        let ending = frames::read_frames(BufReader::with_capacity(64 * 1024, stream), &mut collector);
        (ending, collector.finish())
    });
    let finished = tokio::time::timeout(limits.max_time, async {
        let read = reading.await.context("the thread that takes the frames failed")?;
        if let Ending::Refused(_) = read.0 {
            // Our side refused: what the reader still has to say does not matter.
            let _ = child.start_kill();
        }
        Ok::<_, anyhow::Error>((read, child.wait().await?))
    })
    .await;
    let Ok(finished) = finished else {
        tracing::warn!("reading a workbook took longer than allowed");
        let _ = child.kill().await;
        return Ok(Err(Refusal::TooLarge(Limit::Time)));
    };
    let ((ending, sheets), status) = finished?;
    match ending {
        Ending::Complete => Ok(sheets),
        Ending::Refused(refusal) => Ok(Err(refusal)),
        Ending::BrokenOff => Ok(Err(refusal_of_the_dead(status))),
        Ending::NoReader => Err(anyhow!("{} is no reader: {status}", reader.display()).into()),
    }
}

/// Rust aborts when memory cannot be had, the system kills with 9, and 24 is the limit of processor time. Everything
/// else is a fault of a reader that the file provoked.
fn refusal_of_the_dead(status: ExitStatus) -> Refusal {
    let signal = status.signal();
    let died_of = |signals: &[Signal]| signals.iter().any(|it| signal == Some(it.as_raw()));
    let refusal = if died_of(&[Signal::ABORT, Signal::KILL]) {
        Refusal::TooLarge(Limit::Memory)
    } else if died_of(&[Signal::XCPU]) {
        Refusal::TooLarge(Limit::Time)
    } else {
        Refusal::Corrupt
    };
    tracing::warn!(%status, "the reader of a workbook died: {status}");
    refusal
}

fn arguments(limits: &ImportLimits) -> [String; 5] {
    [
        limits.max_bytes.to_string(),
        limits.max_unpacked.to_string(),
        limits.max_cells.to_string(),
        limits.max_columns.to_string(),
        limits.max_time.as_secs().max(1).to_string(),
    ]
}

/// Serves as the reader if these arguments of the program ask for it: confines itself, reads one workbook, writes it
/// to the standard output and says with what to exit. Call it before anything else.
pub fn serve(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(COMMAND)) {
        return None;
    }
    let outcome = match (arguments.next(), parse_limits(arguments)) {
        (Some(path), Some(limits)) => serve_file(Path::new(&path), &limits),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    };
    Some(if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn parse_limits(arguments: impl Iterator<Item = OsString>) -> Option<ImportLimits> {
    let numbers: Vec<u64> = arguments.map(|it| it.to_str()?.parse().ok()).collect::<Option<_>>()?;
    let &[max_bytes, max_unpacked, max_cells, max_columns, seconds] = numbers.as_slice() else { return None };
    let max_time = Duration::from_secs(seconds);
    Some(ImportLimits { max_bytes, max_unpacked, max_cells, max_columns, max_time, ..ImportLimits::default() })
}

fn serve_file(path: &Path, limits: &ImportLimits) -> io::Result<()> {
    let file = File::open(path)?;
    confine(limits)?;
    let mut writer = FrameWriter::new(BufWriter::with_capacity(64 * 1024, io::stdout().lock()))?;
    let outcome = super::read_workbook(file, limits, &mut writer);
    writer.finish(outcome)
}

/// No more memory and time than a workbook needs, no files written, no picture of the memory left behind.
fn confine(limits: &ImportLimits) -> io::Result<()> {
    let bounds = [
        (Resource::As, MEMORY),
        // The parent kills by the clock; this holds if the parent is gone.
        (Resource::Cpu, limits.max_time.as_secs() + 1),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    for (resource, bound) in bounds {
        setrlimit(resource, Rlimit { current: Some(bound), maximum: Some(bound) })?;
    }
    Ok(())
}
