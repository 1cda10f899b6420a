/* Keeps in this browser what was typed into a report or a translation and did not reach the desk, and offers it back: after a crash, a cut
   line, a lost session, an answer of 5xx, or where somebody else saved meanwhile. While the desk can't be reached it says that it keeps.
   It is sealed with a key that the desk gives to the same person alone, so that nobody else at this machine can read it; logging out
   deletes it. Browsers seal nothing on pages without encryption, and so nothing is kept there. */
(() => {
  "use strict";
  const SHELF = "outcry-kept:";
  const DAYS_KEPT = 7;
  const LOOK_EVERY = 1000;
  const SETTLES_IN = 700;
  // What differs each time a page is opened, and says nothing.
  const PASSING = new Set(["csrfmiddlewaretoken", "kept-words", "next", "loaded_revision_id", "loaded_revision_created_at", "seen"]);
  // What Wagtail's editor calls it when the desk did not answer, or not as it should.
  const UNREACHED = new Set(["network_error", "server_error"]);
  const here = document.currentScript;
  const shelf = window.localStorage;

  const names = () => Object.keys(shelf).filter((name) => name.startsWith(SHELF));
  const read = (name) => { try { return JSON.parse(shelf.getItem(name)); } catch { return null; } };

  const tidy = () => {
    const oldest = Date.now() - DAYS_KEPT * 86400000;
    const isSaved = document.querySelector(".messages .success");
    for (const name of names()) {
      const kept = read(name);
      if (!kept || kept.at < oldest || (kept.sent && isSaved)) shelf.removeItem(name);
    }
  };

  const forgetAtTheDoor = () => document.addEventListener("submit", (event) => {
    if (event.target.action === new URL(here.dataset.door, location).href) names().forEach((name) => shelf.removeItem(name));
  }, true);

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const text = (buffer) => { let found = ""; new Uint8Array(buffer).forEach((byte) => { found += String.fromCharCode(byte); }); return btoa(found); };
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("action-"));
  const words = (entries) => JSON.stringify(entries.filter(([name]) => !PASSING.has(name)));

  const seal = async (key, entries) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(entries)));
    return { iv: text(iv), sealed: text(sealed) };
  };
  const open = async (key, kept) => {
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, key, bytes(kept.sealed));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      // Somebody else's, or of another password.
      return null;
    }
  };

  const keep = async (form) => {
    const answer = await fetch(here.dataset.key, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const told = await answer.json();
    const key = await crypto.subtle.importKey("raw", bytes(told.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    const name = () => SHELF + new URL(form.action, location).pathname;
    const began = name();
    const isBack = sessionStorage.getItem(SHELF) === name();
    sessionStorage.removeItem(SHELF);
    let last = isBack ? "" : words(typed(form));
    let isCut = false;
    const line = document.createElement("p");
    line.className = "desk-notice";
    line.dataset.tone = "wait";
    line.setAttribute("role", "status");

    const put = async (more = {}) => {
      const entries = typed(form);
      const place = name();
      last = words(entries);
      const sealed = await seal(key, entries);
      try { shelf.setItem(place, JSON.stringify({ at: Date.now(), ...sealed, ...more })); } catch { return false; /* The shelf is full. */ }
      return true;
    };
    const reached = () => { line.remove(); isCut = false; };
    const cut = async () => {
      isCut = true;
      const said = await put() ? told.words.kept : told.words.full;
      if (isCut && (line.textContent !== said || !line.isConnected)) { line.textContent = said; form.before(line); }
    };
    const forget = () => { shelf.removeItem(name()); last = words(typed(form)); };

    const kept = read(name());
    const found = kept && !isBack ? await open(key, kept) : null;
    if (found && words(found) === last) shelf.removeItem(name());
    else if (found) offer(form, told.words, kept, found, { bring: () => sessionStorage.setItem(SHELF, name()), forget });

    setInterval(() => { if (words(typed(form)) !== last) isCut ? cut() : put(); }, LOOK_EVERY);
    window.addEventListener("offline", cut);
    window.addEventListener("online", reached);
    if (!navigator.onLine) cut();
    // A new report has another address once it was saved.
    form.addEventListener("w-autosave:success", () => { shelf.removeItem(began); forget(); reached(); });
    form.addEventListener("w-autosave:error", (event) => { if (UNREACHED.has(event.detail.type)) cut(); else put(); });
    form.addEventListener("submit", () => {
      // What is sent now is not saved once more by the way: a review of it would be overtaken.
      form.dataset.wAutosaveActiveValue = "false";
      put({ sent: true });
    });
    form.dataset.keeps = "yes";
  };

  const offer = (form, said, kept, found, { bring, forget }) => {
    const notice = document.createElement("section");
    notice.className = "desk-notice";
    notice.dataset.tone = "wait";
    notice.setAttribute("role", "status");
    const heading = document.createElement("h2");
    heading.textContent = said.heading;
    const told = document.createElement("p");
    told.textContent = said.told.replace("{moment}", new Date(kept.at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "long", timeStyle: "short" }));
    const buttons = document.createElement("p");
    buttons.className = "desk-buttons";
    buttons.append(
      button(said.bring, "button", () => { bring(); send(form, found); }),
      " ",
      button(said.forget, "button button-secondary", () => { forget(); notice.remove(); }),
    );
    notice.append(heading, told, buttons);
    form.before(notice);
  };

  const button = (label, kind, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = kind;
    made.textContent = label;
    made.addEventListener("click", press);
    return made;
  };

  // The desk draws the form anew from what was kept, with every block in its place, and saves nothing.
  const send = (form, entries) => {
    const sent = document.createElement("form");
    sent.method = "post";
    sent.action = form.action;
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    for (const [name, value] of [...entries, ["csrfmiddlewaretoken", token], ["kept-words", "1"]]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      sent.append(field);
    }
    sent.hidden = true;
    document.body.append(sent);
    window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), true);
    sent.submit();
  };

  tidy();
  forgetAtTheDoor();
  const form = document.querySelector("#page-edit-form, form[data-keep]");
  if (form && window.isSecureContext && crypto.subtle) {
    // What the editor's own scripts put right in the first moments is no change of hers.
    const begin = () => setTimeout(() => keep(form).catch(() => { /* Without the desk there is no key; nothing is kept. */ }), SETTLES_IN);
    if (document.readyState === "complete") begin(); else window.addEventListener("load", begin);
  }
})();
