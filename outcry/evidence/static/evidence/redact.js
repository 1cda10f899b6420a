/* Lets areas be drawn on the picture of a page. The numbers of the form are what counts; without this script they are typed. */
(() => {
  "use strict";
  const form = document.querySelector('form[data-outcry="redact"]');
  const sheet = form && form.querySelector('[data-outcry="sheet"]');
  if (!sheet) return;
  const page = form.dataset.page;
  const rows = Array.from(form.querySelectorAll('[data-outcry="area"]'));
  const names = ["left", "top", "width", "height"];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const read = (row) => names.map((name) => parseFloat(field(row, name).value));
  const within = (value, least, most) => Math.min(Math.max(value, least), most);

  const write = (row, numbers) => {
    names.forEach((name, index) => { field(row, name).value = Number(numbers[index].toFixed(1)); });
    field(row, "page").value = page;
  };
  const clear = (row) => [...names, "page"].forEach((name) => { field(row, name).value = ""; });
  const isBlank = (row) => names.every((name) => field(row, name).value === "");

  const place = (box, [left, top, width, height]) => {
    box.style.left = `${left}%`;
    box.style.top = `${top}%`;
    box.style.width = `${width}%`;
    box.style.height = `${height}%`;
  };
  const boxOf = new Map();
  const draw = (row) => {
    const numbers = read(row);
    const shown = numbers.every(Number.isFinite) && (field(row, "page").value || "1") === page;
    let box = boxOf.get(row);
    if (!shown) {
      if (box) box.remove();
      boxOf.delete(row);
      return;
    }
    if (!box) {
      box = document.createElement("button");
      box.type = "button";
      box.className = "redact-area";
      box.setAttribute("aria-label", `${form.dataset.areaLabel} ${rows.indexOf(row) + 1}`);
      box.setAttribute("aria-describedby", "redact-help");
      box.addEventListener("keydown", (event) => onKey(event, row));
      boxOf.set(row, box);
      sheet.append(box);
    }
    place(box, numbers);
  };

  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const onKey = (event, row) => {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      clear(row);
      draw(row);
      field(row, "left").focus();
      return;
    }
    if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      const [left, top, width, height] = read(row);
      const [wider, higher] = [width, height].map((side) => within(side * (event.key === "+" ? 1.2 : 1 / 1.2), 0.5, 100));
      write(row, [within(left + (width - wider) / 2, 0, 100 - wider), within(top + (height - higher) / 2, 0, 100 - higher), wider, higher]);
      draw(row);
      return;
    }
    if (!(event.key in moves)) return;
    event.preventDefault();
    const [across, down] = moves[event.key];
    let [left, top, width, height] = read(row);
    if (event.shiftKey) {
      width = within(width + across, 0.5, 100 - left);
      height = within(height + down, 0.5, 100 - top);
    } else {
      left = within(left + across, 0, 100 - width);
      top = within(top + down, 0, 100 - height);
    }
    write(row, [left, top, width, height]);
    draw(row);
  };

  const point = (event) => {
    const frame = sheet.getBoundingClientRect();
    return [within((event.clientX - frame.left) / frame.width, 0, 1) * 100, within((event.clientY - frame.top) / frame.height, 0, 1) * 100];
  };
  // Where a form says how wide a usual mark is, a click alone makes one; and a click on one takes it back.
  const mark = parseFloat(form.dataset.mark);
  const sizes = Array.from(form.querySelectorAll('[data-outcry="marks"] input'));
  sizes.forEach((size) => { size.closest("fieldset").hidden = false; });
  // Nobody has chosen yet: the size that comes nearest to the faces found, else to a usual one; an upright photo shows fewer people.
  const likely = () => {
    const found = rows.map((row) => read(row)[2]).filter(Number.isFinite).sort((one, other) => one - other);
    const image = sheet.querySelector("img");
    return found.length ? found[Math.floor(found.length / 2)] : image.naturalHeight > image.naturalWidth ? 2 * mark : mark;
  };
  const chosen = () => {
    const near = sizes.find((size) => size.checked);
    if (near || !sizes.length) return near ? parseFloat(near.value) : mark;
    const wanted = likely();
    const best = sizes.reduce((one, other) => (Math.abs(other.value - wanted) < Math.abs(one.value - wanted) ? other : one));
    best.checked = true;
    return parseFloat(best.value);
  };
  const around = ([x, y]) => {
    const frame = sheet.getBoundingClientRect();
    const width = chosen();
    const height = within(width * 1.3 * frame.width / frame.height, 1, 100);
    return [within(x - width / 2, 0, 100 - width), within(y - height / 2, 0, 100 - height), width, height];
  };
  let held = null;
  sheet.classList.add("is-live");
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const from = point(event);
    const hit = rows.find((row) => boxOf.get(row) === event.target);
    const row = hit || rows.find(isBlank);
    if (!row) return;
    held = { row, from, start: hit ? read(row) : null, moved: false };
    sheet.setPointerCapture(event.pointerId);
    if (hit) event.target.focus();
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = point(event);
    const [startX, startY] = held.from;
    held.moved = held.moved || Math.abs(x - startX) >= 0.3 || Math.abs(y - startY) >= 0.3;
    if (mark && !held.moved) return;
    if (held.start) {
      const [left, top, width, height] = held.start;
      write(held.row, [within(left + x - startX, 0, 100 - width), within(top + y - startY, 0, 100 - height), width, height]);
    } else {
      write(held.row, [Math.min(x, startX), Math.min(y, startY), Math.abs(x - startX), Math.abs(y - startY)]);
    }
    draw(held.row);
  });
  const letGo = () => {
    if (!held) return;
    const { row, start, from, moved } = held;
    held = null;
    const [, , width, height] = read(row);
    if (mark && !moved) {
      if (start) clear(row);
      else write(row, around(from));
    } else if (!start && !(width >= 0.3 && height >= 0.3)) {
      // A click without a drag marks nothing.
      clear(row);
    }
    draw(row);
    const box = boxOf.get(row);
    if (box) box.focus();
  };
  sheet.addEventListener("pointerup", letGo);
  sheet.addEventListener("pointercancel", letGo);
  form.addEventListener("input", () => rows.forEach(draw));
  window.addEventListener("pageshow", () => { rows.forEach(draw); chosen(); });
})();
