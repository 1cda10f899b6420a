/* Pictures of a report, chosen by looking at them: a button beside each list of names, which does its work alone without this.
   What the dialog shows are the pages of the library, and its forms; the report stays behind it as it is. */
(() => {
  "use strict";
  const LISTS = 'select[data-outcry="picture"]';
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  const close = document.createElement("button");
  const back = document.createElement("button");
  const status = document.createElement("p");
  const shown = document.createElement("div");
  let list = null;
  let address = "";
  let asking = null;

  dialog.className = "desk desk-chooser";
  title.id = "choose-picture-title";
  title.tabIndex = -1;
  dialog.setAttribute("aria-labelledby", title.id);
  status.setAttribute("role", "status");
  for (const button of [close, back]) { button.type = "button"; button.className = "button button-secondary"; }
  const head = document.createElement("div");
  head.className = "desk-part-head";
  const buttons = document.createElement("p");
  buttons.className = "desk-buttons";
  head.append(title, buttons);
  dialog.append(head, status, shown);

  const mark = (select) => {
    const image = select.parentElement.querySelector("img[data-chosen]");
    image.hidden = !select.value;
    if (select.value) image.src = `${select.dataset.library}${select.value}/small/`;
  };

  const choose = (key, name) => {
    if (!Array.from(list.options).some((option) => option.value === key)) list.add(new Option(name, key));
    list.value = key;
    list.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.close();
  };

  // A link to a picture becomes the button that chooses it; it keeps what it shows.
  const chosenBy = (item) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.key = item.dataset.picture;
    button.dataset.name = item.dataset.name;
    button.setAttribute("aria-pressed", String(item.dataset.picture === list.value));
    button.append(...item.querySelector("a").childNodes);
    item.querySelector("a").replaceWith(button);
  };

  const draw = (page) => {
    const added = page.querySelector("[data-added]");
    if (added) { choose(added.dataset.added, added.dataset.name); return; }
    const desk = page.querySelector(".desk:not(.desk--menu)");
    const heading = desk && desk.querySelector("h1");
    if (!heading) { status.textContent = list.dataset.failed; return; }
    title.textContent = heading.textContent;
    const actions = Array.from(desk.querySelectorAll(".desk-head a"));
    desk.querySelectorAll(".desk-head, nav[aria-label]:not(.desk-paging), .desk-crumbs").forEach((part) => part.remove());
    buttons.replaceChildren(...(desk.querySelector('[type="file"]') ? [back] : actions), close);
    shown.replaceChildren(...desk.childNodes);
    shown.querySelectorAll("[data-picture]").forEach(chosenBy);
    (shown.querySelector('[role="alert"], [type="search"], [type="file"]') || title).focus();
  };

  const load = async (to, options = {}) => {
    if (asking) asking.abort();
    asking = new AbortController();
    status.textContent = "";
    dialog.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(to, { ...options, signal: asking.signal, credentials: "same-origin" });
      address = answer.url;
      draw(new DOMParser().parseFromString(await answer.text(), "text/html"));
      dialog.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      dialog.removeAttribute("aria-busy");
      status.textContent = list.dataset.failed;
    }
  };

  const open = (select) => {
    list = select;
    close.textContent = list.dataset.close;
    back.textContent = list.dataset.all;
    title.textContent = list.dataset.look;
    buttons.replaceChildren(close);
    shown.replaceChildren();
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
    load(list.dataset.library);
  };

  close.addEventListener("click", () => dialog.close());
  back.addEventListener("click", () => load(list.dataset.library));
  dialog.addEventListener("close", () => { if (asking) asking.abort(); });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key]");
    if (button) { choose(button.dataset.key, button.dataset.name); return; }
    const link = event.target.closest("a[href]");
    // A link of the list of problems leads within the page.
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    load(new URL(link.getAttribute("href"), address));
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const to = new URL(form.getAttribute("action") || address, address);
    if (form.method === "post") { load(to, { method: "POST", body: new FormData(form) }); return; }
    to.search = new URLSearchParams(new FormData(form)).toString();
    load(to);
  });

  const dress = () => {
    for (const select of document.querySelectorAll(`${LISTS}:not([data-dressed])`)) {
      select.dataset.dressed = "";
      const image = document.createElement("img");
      const button = document.createElement("button");
      const row = document.createElement("div");
      image.dataset.chosen = "";
      image.alt = "";
      button.type = "button";
      button.className = "button button-secondary";
      button.textContent = select.dataset.look;
      button.addEventListener("click", () => open(select));
      row.className = "desk-chosen";
      row.append(image, button);
      select.after(row);
      select.addEventListener("change", () => mark(select));
      mark(select);
    }
  };
  new MutationObserver(dress).observe(document.documentElement, { childList: true, subtree: true });
  dress();
})();
