//! Rules of the house that the compiler does not know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push((path.strip_prefix(root()).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Lines of code: comments and what follows `mod tests` left out.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| !line.starts_with("mod tests")).filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn a_module_of_core_uses_only_those_above_it() {
    let lib = std::fs::read_to_string(root().join("core/src/lib.rs")).unwrap();
    let order: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.split(';').next()).collect();
    assert!(order.len() > 10);
    for (path, text) in sources("core/src") {
        let module = path.components().nth(2).unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        let Some(place) = order.iter().position(|it| *it == module) else { continue };
        for line in code(&text) {
            for (_, rest) in line.match_indices("crate::").map(|(at, _)| line.split_at(at + 7)) {
                let used: String = rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
                if let Some(other) = order.iter().position(|it| *it == used) {
                    assert!(other <= place, "{}: {module} uses {used}, which stands below it\n{line}", path.display());
                }
            }
        }
    }
}

#[test]
fn adapters_hold_no_sql() {
    for folder in ["bot/src", "web/src", "src"] {
        for (path, text) in sources(folder) {
            for line in code(&text) {
                for word in ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "sqlx::"] {
                    assert!(!line.contains(word), "{}: {line}", path.display());
                }
            }
        }
    }
}

#[test]
fn built_sql_exists_in_two_places() {
    let places: BTreeSet<String> = sources("core/src")
        .into_iter()
        .filter(|(_, text)| code(text).any(|line| line.contains("AssertSqlSafe(")))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(
        places.into_iter().collect::<Vec<_>>(),
        ["core/src/store/bulk.rs", "core/src/store/migrate.rs", "core/src/store/scope.rs"]
    );
    let composed: BTreeSet<String> = sources("core/src")
        .into_iter()
        .filter(|(_, text)| code(text).any(|line| line.contains(".compiled(")))
        .map(|(path, _)| path.parent().unwrap().display().to_string())
        .collect();
    assert!(composed.iter().all(|it| it == "core/src/metrics"), "{composed:?}");
}

#[test]
fn no_statement_a_row() {
    for (path, text) in sources("core/src") {
        if path.starts_with("core/src/store") {
            continue;
        }
        let mut loop_depth: Vec<usize> = Vec::new();
        for line in code(&text) {
            let indent = line.len() - line.trim_start().len();
            loop_depth.retain(|it| *it < indent || line.trim().is_empty());
            let starts_loop = line.trim_start().starts_with("for ") || line.trim_start().starts_with("while ");
            assert!(
                loop_depth.is_empty() || !line.contains("INSERT INTO"),
                "{}: an INSERT inside a loop; use Scope::bulk\n{line}",
                path.display()
            );
            if starts_loop {
                loop_depth.push(indent);
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_texts() {
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("core/locales")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let names: Vec<String> = text
            .lines()
            .filter(|line| line.starts_with(|it: char| it.is_ascii_alphabetic()))
            .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
            .collect();
        let unique: BTreeSet<String> = names.iter().cloned().collect();
        assert_eq!(unique.len(), names.len(), "{}: a text stands twice", path.display());
        ids.insert(file_name(&path), unique);
    }
    for (name, texts) in &ids {
        if let Some(topic) = name.strip_suffix(".uk.ftl") {
            let other = &ids[&format!("{topic}.en.ftl")];
            assert_eq!(texts.symmetric_difference(other).collect::<Vec<_>>(), Vec::<&String>::new(), "{topic}");
        }
    }
}

#[test]
fn texts_named_in_the_code_exist() {
    let known: String = std::fs::read_dir(root().join("core/locales"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect::<Vec<_>>()
        .join("\n");
    let known: BTreeSet<&str> = known.lines().filter_map(|line| Some(line.split_once(" =")?.0)).collect();
    for folder in ["core/src", "bot/src", "web/src", "src"] {
        for (path, text) in sources(folder) {
            for line in code(&text) {
                for start in ["text(locale, \"", "Problem::new(\""] {
                    for (_, rest) in line.match_indices(start).map(|(at, _)| line.split_at(at + start.len())) {
                        let id = rest.split('"').next().unwrap();
                        assert!(known.contains(id), "{}: there is no text {id}", path.display());
                    }
                }
            }
        }
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_readable() {
    for folder in ["core/src", "bot/src", "web/src", "src"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{} does not begin with what it is for", path.display());
            // A table of words is as long as people's words are many.
            let data = path.ends_with("vocabulary.rs") || path.components().any(|it| it.as_os_str() == "lexicon");
            assert!(data || text.lines().count() <= 700, "{} asks to become two", path.display());
        }
    }
}

#[test]
fn settings_are_documented() {
    let example = std::fs::read_to_string(root().join(".env.example")).unwrap();
    let settings = std::fs::read_to_string(root().join("src/settings.rs")).unwrap();
    for (at, _) in settings.match_indices("env = \"") {
        let name = settings[at + 7..].split('"').next().unwrap();
        assert!(example.contains(name), "{name} is not in .env.example");
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}
