//! The assistant in a terminal: lines in, lines out. `/file PATH` drops a file, a number taps a button,
//! pictures are saved and their path is printed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use kabinet_core::app::App;
use kabinet_core::charts;
use kabinet_core::conversation::history::Talk;
use kabinet_core::conversation::{self, Block, Channel, Choice, Content, Incoming, Reply, TableBlock, Visit};
use kabinet_core::error::Result;
use kabinet_core::imports::progress::HowFar;
use kabinet_core::locale::{Arg, Locale, text};
use kabinet_core::tenancy::{Actor, Organization};
use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// Pictures are twice as dense as the screen they were drawn for.
const PICTURE_SCALE: f32 = 2.0;

/// Who talks, and where pictures and dropped files are put.
#[derive(Clone, Debug)]
pub struct Seat {
    pub organization: Organization,
    pub actor: Actor,
    pub locale: Locale,
    /// Name of the chat: the same one goes on where it stopped.
    pub chat: String,
    pub folder: PathBuf,
}

/// Talks until the input ends or `/exit`.
pub async fn run(app: &App, mut seat: Seat, mut input: impl AsyncBufRead + Unpin, output: &mut impl Write) -> Result<()> {
    let mut offered: Vec<Choice> = Vec::new();
    let mut line = String::new();
    loop {
        write!(output, "> ")?;
        output.flush()?;
        line.clear();
        let n_bytes = tokio::select! {
            n_bytes = input.read_line(&mut line) => n_bytes?,
            // Listened to during imports, Ctrl+C no longer ends the program by itself.
            _ = tokio::signal::ctrl_c() => 0,
        };
        if n_bytes == 0 {
            return Ok(());
        }
        let words = line.trim();
        let content = match words {
            "" => continue,
            "/exit" | "/quit" => return Ok(()),
            _ => match read(&seat, words, &offered) {
                Ok(content) => content,
                Err(sentence) => {
                    writeln!(output, "{sentence}")?;
                    continue;
                }
            },
        };
        let incoming = Incoming {
            channel: Channel::Terminal,
            chat: seat.chat.clone(),
            organization: seat.organization.clone(),
            actor: seat.actor,
            locale: seat.locale,
            content,
            visit: Visit::default(),
        };
        let Some(reply) = answer(app, incoming).await else { return Ok(()) };
        offered = reply.choices().into_iter().cloned().collect();
        print(&seat, &reply, output)?;
        if let Some(organization) = reply.moved_to {
            seat.organization = organization;
        }
        seat.locale = reply.speaks.unwrap_or(seat.locale);
    }
}

/// Waits for the answer with a bar of rows while a file is loaded. Ctrl+C stops the loading; `None`: there was nothing
/// to stop, so the person wants to leave.
async fn answer(app: &App, incoming: Incoming) -> Option<Reply> {
    let (organization, chat) = (incoming.organization.id, incoming.chat.clone());
    let talk = Talk { organization, channel: Channel::Terminal, chat: &chat };
    let mut answering = pin!(conversation::respond(app, incoming));
    let mut ticks = tokio::time::interval(Duration::from_millis(120));
    // Drawn on stderr, and only where that is a terminal.
    let mut bar: Option<ProgressBar> = None;
    loop {
        tokio::select! {
            reply = &mut answering => {
                if let Some(bar) = bar {
                    bar.finish_and_clear();
                }
                return Some(reply);
            }
            _ = tokio::signal::ctrl_c() => {
                if !conversation::stop(app, talk) {
                    return None;
                }
            }
            _ = ticks.tick() => {
                if let Some(how_far) = conversation::how_far(app, talk) {
                    draw(bar.get_or_insert_with(ProgressBar::new_spinner), how_far);
                }
            }
        }
    }
}

fn draw(bar: &ProgressBar, how_far: HowFar) {
    if how_far.total == 0 {
        return bar.tick();
    }
    if bar.length().is_none() {
        let style = ProgressStyle::with_template("{wide_bar} {human_pos} / {human_len} · {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }
    bar.set_length(how_far.total);
    bar.set_position(how_far.done);
}

/// What a line means: a dropped file, a tapped button, or words.
fn read(seat: &Seat, words: &str, offered: &[Choice]) -> std::result::Result<Content, String> {
    if let Some(path) = words.strip_prefix("/file ") {
        return copy_of(seat, Path::new(path.trim().trim_matches(['"', '\'']))).map_err(|cause| {
            text(seat.locale, "terminal-no-file", &[("path", Arg::from(path.trim())), ("cause", Arg::from(cause.to_string()))])
        });
    }
    let tapped = words.parse::<usize>().ok().and_then(|n| offered.get(n.checked_sub(1)?));
    Ok(tapped.map_or_else(|| Content::Text(words.to_owned()), |choice| Content::Choice(choice.token.clone())))
}

/// The conversation may remove a waiting file, so it gets a copy of its own.
fn copy_of(seat: &Seat, path: &Path) -> std::io::Result<Content> {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = seat.folder.join("waiting");
    std::fs::create_dir_all(&folder)?;
    let copy = folder.join(format!("{}-{name}", std::process::id()));
    std::fs::copy(path, &copy)?;
    Ok(Content::File { name, path: copy })
}

fn print(seat: &Seat, reply: &Reply, output: &mut impl Write) -> Result<()> {
    for (n, block) in reply.blocks.iter().enumerate() {
        match block {
            Block::Text { text } => writeln!(output, "{text}")?,
            Block::Table(table) => write!(output, "{}", aligned(table))?,
            Block::Image { svg, alt } => {
                let path = save_picture(seat, n, svg)?;
                writeln!(output, "[{alt}]\n{}", path.display())?;
            }
            Block::File { name, path } => {
                let target = seat.folder.join("files");
                std::fs::create_dir_all(&target)?;
                std::fs::copy(path, target.join(name))?;
                writeln!(output, "{}", target.join(name).display())?;
            }
            Block::Choices { choices } => {
                for (n, choice) in choices.iter().enumerate() {
                    writeln!(output, "  [{}] {}", n + 1, choice.label)?;
                }
            }
        }
    }
    writeln!(output)?;
    Ok(())
}

fn save_picture(seat: &Seat, n: usize, svg: &str) -> Result<PathBuf> {
    let folder = seat.folder.join("charts");
    std::fs::create_dir_all(&folder)?;
    let free = (1..).map(|k| folder.join(format!("{}-{k}-{n}.png", seat.chat))).find(|it| !it.exists());
    let path = free.unwrap_or_else(|| folder.join("chart.png"));
    std::fs::write(&path, charts::png(svg, PICTURE_SCALE)?)?;
    Ok(path)
}

/// A table with its columns under each other; figures to the right.
fn aligned(table: &TableBlock) -> String {
    let length = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = table.header.iter().map(|it| length(it)).collect();
    for row in &table.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(length(cell));
        }
    }
    let line = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .zip(&table.numeric)
            .map(|((cell, width), numeric)| {
                let gap = " ".repeat(width - length(cell));
                if *numeric { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
            })
            .collect();
        format!("  {}\n", padded.join("  ").trim_end())
    };
    let mut lines = line(&table.header);
    for row in &table.rows {
        lines.push_str(&line(row));
    }
    lines
}
