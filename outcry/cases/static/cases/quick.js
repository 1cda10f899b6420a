/* Shows who of this name is in the files already, while it is typed; without it a button does the same.
   The name goes in the body of a POST: addresses end up in the logs of servers. */
(() => {
  "use strict";
  const form = document.querySelector('form[data-outcry="quick"]');
  const alike = document.getElementById("alike");
  if (!form || !alike) return;
  const name = form.elements.namedItem("name");
  const PAUSE = 600;
  let asked = name.value.trim();
  let timer = 0;
  let asking = null;

  const look = async () => {
    const text = name.value.trim();
    if (text === asked || text.length < 3) return;
    asked = text;
    if (asking) asking.abort();
    asking = new AbortController();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    body.set("name", text);
    body.set("look", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal, credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("alike");
      if (found && name.value.trim() === text) alike.replaceChildren(...found.childNodes);
    } catch {
      // Saving asks again, whatever became of this.
      asked = "";
    }
  };
  name.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); });
  name.addEventListener("change", look);
})();
