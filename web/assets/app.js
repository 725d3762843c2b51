// The chat: sends what a person says, taps or drops, and puts the answers at the end of the log.
// Words come from the page, HTML of messages from the server, escaped there.
"use strict";

const csrf = document.querySelector('meta[name="csrf-token"]').content;
const words = document.getElementById("words").dataset;
const log = document.getElementById("log");
const main = document.querySelector("main");
const composer = document.getElementById("composer");
const text = document.getElementById("text");
const picker = document.getElementById("file");
const dropzone = document.getElementById("dropzone");

/** One thing at a time: answers come in the order of the questions. */
let busy = false;

/** A long import: how often it is asked for, in milliseconds, and how many times in vain before it is given up. */
const POLL_EVERY = 700;
const SILENT_FOR = 90;

// The log

const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** Id of the newest message shown; a string, because numbers here lose the last digits. */
const newest = () => [...log.querySelectorAll("[data-id]")].at(-1)?.dataset.id ?? "0";

function toEnd(smooth = true) {
  main.scrollTo({ top: main.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

/** The end of the talk, where a long answer is read from its beginning. */
function toNewest(smooth = true) {
  const last = log.lastElementChild;
  if (last?.offsetHeight > main.clientHeight) last.scrollIntoView({ block: "start", behavior: smooth ? "smooth" : "instant" });
  else toEnd(smooth);
}

function add(element) {
  document.getElementById("start")?.remove();
  log.append(element);
  toEnd();
  return element;
}

/** What the person says stands there at once; the server's version takes its place. */
function echo(said) {
  const message = document.createElement("div");
  message.className = "message person";
  message.ariaLabel = words.person;
  const paragraph = document.createElement("p");
  paragraph.className = "text";
  paragraph.textContent = said;
  message.append(paragraph);
  return add(message);
}

/** Buttons are for one tap. */
function retireChoices() {
  for (const choices of log.querySelectorAll(".choices")) choices.remove();
}

function show(news) {
  if (news.moved) return location.reload();
  document.getElementById("start")?.remove();
  log.insertAdjacentHTML("beforeend", news.html);
  toNewest();
}

function showFailure(sentence, retry, label) {
  const failure = copy("failure-template");
  failure.querySelector(".text").textContent = sentence;
  const button = failure.querySelector("button");
  if (label) button.textContent = label;
  button.addEventListener("click", () => { failure.remove(); retry(); });
  add(failure);
}

/** Why something was refused, and what to do: try again, or open the page anew. */
function showRefusal(error, retry) {
  if (error.moved) showFailure(error.message, () => location.reload(), words.reload);
  else showFailure(error.message, retry);
}

// Sending

/** `moved`: the talk went on elsewhere, and only a page opened anew helps. */
class Refused extends Error {
  constructor(sentence, moved = false) {
    super(sentence);
    this.moved = moved;
  }
}

/** Where a request goes, with what the page shows: the newest message, and whose. */
const address = (path) => `${path}?after=${newest()}&organization=${log.dataset.organization}`;

/** The server's answer, or an Error whose message is a sentence for the person. */
async function post(path, body) {
  let response;
  try {
    response = await fetch(address(path), {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": csrf },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused(words.offline);
  }
  return outcome(response.ok, await response.text());
}

function outcome(ok, body) {
  let answer;
  try { answer = JSON.parse(body); } catch { throw new Refused(words.offline); }
  if (!ok) throw new Refused(answer.message, answer.code === "web-elsewhere");
  return answer;
}

/** Shows `mine`, waits with dots for what `work` brings, and offers to try again when it fails. */
async function exchange(mine, work, again) {
  if (busy) return;
  busy = true;
  retireChoices();
  const waiting = add(copy("waiting-template"));
  try {
    const news = await work();
    mine?.remove();
    waiting.remove();
    show(news);
    if (news.working) await awaitWork();
  } catch (error) {
    waiting.remove();
    if (!(error instanceof Refused)) throw error;
    showRefusal(error, () => { mine?.remove(); again(); });
  } finally {
    waiting.remove();
    busy = false;
  }
}

function say(said) {
  if (!busy) exchange(echo(said), () => post("/api/messages", { text: said }), () => say(said));
}

function choose(token, label) {
  if (!busy) exchange(echo(label), () => post("/api/choices", { token }), () => choose(token, label));
}

/** Asks how far a long import is until its answer is there; it can be stopped meanwhile. */
async function awaitWork() {
  let message = add(copy("waiting-template"));
  let bar, said, stopping = false;
  const showBar = () => {
    message.remove();
    message = add(copy("working-template"));
    [bar, said] = ["progress", ".words"].map((it) => message.querySelector(it));
    const stop = message.querySelector("button");
    stop.addEventListener("click", () => {
      stopping = true;
      stop.disabled = true;
      said.textContent = stop.dataset.stopping;
      post("/api/progress/stop", {}).catch(() => {});
    });
  };
  let silent = 0;
  try {
    while (silent < SILENT_FOR) {
      await new Promise((done) => setTimeout(done, POLL_EVERY));
      const response = await fetch(address("/api/progress")).catch(() => null);
      const state = response?.ok ? await response.json() : null;
      if (state?.moved) return location.reload();
      if (state?.html.trim()) {
        message.remove();
        return show(state);
      }
      // Between two steps, and while the network is away, nothing is known.
      silent = state?.words ? 0 : silent + 1;
      if (!state?.words) continue;
      if (!bar) showBar();
      if (!stopping) said.textContent = state.words;
      if (state.done != null) bar.value = state.done;
    }
    message.remove();
    showFailure(words.lost, () => location.reload(), words.reload);
  } finally {
    message.remove();
  }
}

// Files

function upload(file) {
  if (busy) return;
  if (file.size > Number(picker.dataset.limit)) return showFailure(words.tooLarge, () => picker.click(), words.pick);
  busy = true;
  retireChoices();
  const mine = copy("upload-template");
  const [progress, state, cancel] = ["progress", "[data-uploading]", "button"].map((it) => mine.querySelector(it));
  mine.querySelector(".text").textContent = file.name;
  state.textContent = state.dataset.uploading;
  add(mine);

  const form = new FormData();
  form.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", address("/api/files"));
  request.setRequestHeader("x-csrf-token", csrf);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
  });
  // All bytes are there; now the assistant reads them.
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    state.textContent = state.dataset.reading;
    cancel.remove();
  });
  // Before the listener below: it may set the page to wait again.
  request.addEventListener("load", () => { busy = false; });
  request.addEventListener("loadend", () => {
    if (request.status === 0) busy = false;
    mine.remove();
    picker.value = "";
  });
  const failed = (error) => showRefusal(error, () => upload(file));
  request.addEventListener("load", () => {
    try {
      const news = outcome(request.status < 400, request.responseText);
      mine.remove();
      show(news);
      if (news.working) {
        busy = true;
        awaitWork().finally(() => { busy = false; });
      }
    } catch (error) {
      failed(error);
    }
  });
  request.addEventListener("error", () => failed(new Refused(words.offline)));
  cancel.addEventListener("click", () => request.abort());
  request.send(form);
}

function uploadOne(files) {
  if (files.length > 1) showFailure(words.oneFile, () => picker.click(), words.pick);
  else if (files.length === 1) upload(files[0]);
}

// What a person does

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = text.value.trim();
  if (!said || busy) return;
  text.value = "";
  say(said);
});

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("button");
  if (target?.dataset.choice) {
    choose(target.dataset.choice, target.textContent.trim());
    text.focus({ preventScroll: true });
  } else if (target && "ask" in target.dataset) {
    say(target.textContent.trim());
    text.focus({ preventScroll: true });
  } else if (target && "pick" in target.dataset) {
    picker.click();
  }
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

picker.addEventListener("change", () => uploadOne(picker.files));

const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  dropzone.hidden = false;
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) dropzone.hidden = true; });
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  dropzone.hidden = true;
  uploadOne(event.dataTransfer.files);
});

// The beginning

/** The page was opened while the assistant was still at work: ask for the answer until it is there. */
async function awaitAnswer() {
  busy = true;
  await awaitWork().finally(() => { busy = false; });
}

toNewest(false);
if (log.dataset.waiting === "true") awaitAnswer();
