/* A button beside each box of text that is to be copied; without it one selects and copies by hand. */
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll('[data-outcry="copy"]')) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--quiet";
    button.textContent = box.dataset.copy;
    button.setAttribute("aria-describedby", box.id);
    button.addEventListener("click", () => navigator.clipboard.writeText(box.value).then(() => { button.textContent = box.dataset.copied; }));
    box.after(button);
  }
})();
