/* Makes the protest form nicer; everything works without it.
   It shows the exact words that will be public and in the letter, and brings back our text without a new page. */
(() => {
  "use strict";
  const form = document.querySelector('form[data-outcry="sign"]');
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);

  const letters = (text) => {
    // Letters as people count them: accents and joined signs stay with their letter.
    if (!("Segmenter" in Intl)) return Array.from(text);
    return Array.from(new Intl.Segmenter(document.documentElement.lang, { granularity: "grapheme" }).segment(text), (part) => part.segment);
  };
  const words = (name) => name.trim().split(/\s+/u).filter(Boolean);
  // First names and initials can't be derived in every script; where they can't, she is shown by her country.
  const spelled = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u;
  const derived = {
    country: () => "",
    first_name: (parts) => (parts.length > 1 && spelled.test(parts[0]) ? parts[0] : ""),
    full_name: (parts) => parts.join(" "),
    initials: (parts) => (parts.every((part) => spelled.test(part)) ? parts.map((part) => letters(part)[0].toUpperCase() + ".").join(" ") : ""),
  };

  const draw = (choice, output) => {
    const kind = field(choice).value;
    const select = field("country");
    const country = select.value ? select.options[select.selectedIndex].text : "…";
    output.replaceChildren();
    if (kind === "nothing") {
      output.textContent = form.dataset.nobody;
    } else {
      const name = document.createElement("bdi");
      name.textContent = derived[kind](words(field("name").value)) || form.dataset.someone;
      const place = document.createElement("small");
      place.textContent = country;
      output.append(name, " ", place);
    }
    output.hidden = false;
  };
  const publicWords = document.getElementById("public-preview");
  const letterWords = document.getElementById("letter-preview");
  const drawBoth = () => {
    draw("shown_in_public", publicWords);
    draw("shown_to_addressee", letterWords);
  };
  form.addEventListener("input", drawBoth);
  form.addEventListener("change", drawBoth);
  // Browsers fill forms in again after "back" without telling; look once the page is there.
  window.addEventListener("pageshow", drawBoth);

  const restore = form.querySelector('[data-outcry="restore"]');
  const approved = document.getElementById("approved-letter");
  if (!restore || !approved) return;
  const letter = field("letter");
  const fit = () => { restore.hidden = letter.value.trim() === approved.textContent.trim(); };
  restore.addEventListener("click", (event) => {
    event.preventDefault();
    letter.value = approved.textContent;
    fit();
    letter.focus();
  });
  letter.addEventListener("input", fit);
  window.addEventListener("pageshow", fit);
})();
