/* The check-in with the keyboard: Enter or Down next, Up back, = same as last, S skip, paste a column downward.
   Each field saves itself through htmx; the page also works without this file. */
const form = document.querySelector("[data-check-in]");

/* Each field, note and button saves by itself. This stands here and not on a hundred rows: it is the same for all, and
   htmx reads it after this file has run. Each save waits for the one before it, so that the last answer counts all that
   is done. */
const wire = (element, row, pk, params, trigger) => {
  element.setAttribute("hx-post", `${row.dataset.save ?? form.dataset.save}${pk}/`);
  element.setAttribute("hx-params", `${params},page,whose`);
  if (trigger) element.setAttribute("hx-trigger", trigger);
  element.setAttribute("hx-target", `#r${pk}-say`);
  element.setAttribute("hx-swap", "outerHTML");
  element.setAttribute("hx-sync", "closest form:queue all");
};
for (const row of form?.querySelectorAll(".read") ?? []) {
  const pk = row.id.slice("r-".length);
  for (const typed of row.querySelectorAll("[data-reading], textarea")) wire(typed, row, pk, `r${pk},v${pk},n${pk}`, "change");
  for (const button of row.querySelectorAll("[name=skip], [name=unskip]")) wire(button, row, pk, button.name);
}

const root = document.documentElement;
const fields = () => [...form.querySelectorAll("[data-reading]")];
const rowOf = (element) => element.closest(".read");
const change = (field, value) => {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
const note = form?.querySelector(".ci__end input:not([type=hidden]), .ci__end textarea");
let leftBehind = null; /* the field left last by Enter, and where that led */
const go = (field, by) => {
  const all = fields();
  const next = all[all.indexOf(field) + by] ?? (by > 0 ? (note ?? document.getElementById("finish")) : null);
  if (!next) return;
  leftBehind = { field, next, value: next.value };
  next.focus();
  next.select?.();
};
/* a value that was refused keeps the focus until it is changed */
const enter = (field, by) => {
  if (field.hasAttribute("aria-invalid") && field.dataset.refused === field.value) field.select();
  else go(field, by);
};
const same = (field) => {
  if (!field.dataset.last) return;
  change(field, field.dataset.last);
  go(field, 1);
};

form?.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-reading]");
  if (!field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const press = {
    Enter: () => enter(field, event.shiftKey ? -1 : 1),
    ArrowDown: () => go(field, 1),
    ArrowUp: () => go(field, -1),
  }[event.key];
  const empty = field.value === "";
  const letters = root.dataset.keys !== "off";
  if (press) press();
  else if (event.key === "=" && empty) same(field);
  else if (event.key.toLowerCase() === "s" && empty && letters) {
    rowOf(field).querySelector("[name=skip]").click();
    go(field, 1);
  } else return;
  event.preventDefault();
});

note?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
  event.preventDefault();
  document.getElementById("finish").focus();
});

form?.addEventListener("click", (event) => {
  const pressed = event.target.closest("[name=same],[data-keep]");
  if (!pressed) return;
  event.preventDefault();
  const field = rowOf(pressed).querySelector("[data-reading]");
  if (pressed.name === "same") {
    same(field);
    return;
  }
  /* both texts were shown: take theirs, with its version, and let the row say so */
  document.getElementById(`${field.id}-v`).value = pressed.dataset.keepVersion;
  change(field, pressed.dataset.keep);
  field.focus();
});

/* what the row says decides how its field is announced; one that Enter left and that is refused has the focus again,
   unless the next one is being typed into already */
document.addEventListener("htmx:afterSettle", () => {
  for (const field of form ? fields() : []) {
    const wrong = document.getElementById(`${field.id}-say`)?.hasAttribute("data-wrong");
    if (!wrong) {
      field.removeAttribute("aria-invalid");
      continue;
    }
    if (!field.hasAttribute("aria-invalid")) field.dataset.refused = field.value;
    field.setAttribute("aria-invalid", "true");
    const { next, value } = leftBehind?.field === field ? leftBehind : {};
    if (!next || document.activeElement !== next || next.value !== value) continue;
    leftBehind = null;
    field.dataset.refused = field.value;
    field.focus();
    field.select();
  }
});

/* the server cannot be reached: the number stays, the row says so and offers to try again */
const notSaved = (event) => {
  const field = event.target.closest?.(".read")?.querySelector("[data-reading]");
  if (!field) return;
  const say = document.getElementById(`${field.id}-say`);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn--quiet btn--sm";
  again.textContent = "Try again";
  again.addEventListener("click", () => change(field, field.value));
  say.className = "say h-off";
  say.dataset.wrong = "";
  say.replaceChildren("Not saved. Your number is still here. ", again);
};
document.addEventListener("htmx:sendError", notSaved);
document.addEventListener("htmx:timeout", notSaved);

/* a column from a spreadsheet fills downward, with undo */
form?.addEventListener("paste", (event) => {
  const field = event.target.closest("[data-reading]");
  const lines = event.clipboardData
    .getData("text")
    .replace(/\r\n?/g, "\n")
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => line.split("\t")[0].trim());
  if (!field || lines.length < 2) return;
  event.preventDefault();
  const all = fields();
  const filled = all.slice(all.indexOf(field), all.indexOf(field) + lines.length);
  const before = filled.map((one) => one.value);
  filled.forEach((one, i) => lines[i] && change(one, lines[i]));
  filled[filled.length - 1].focus();
  const left = lines.length - filled.length;
  const undo = () => {
    filled.forEach((one, i) => one.value !== before[i] && change(one, before[i]));
    field.focus();
  };
  const over = left > 0 ? ` ${left} did not fit: ${lines.slice(filled.length).join(", ").slice(0, 80)}.` : "";
  document.dispatchEvent(new CustomEvent("app:toast", { detail: { text: `${filled.length} numbers filled in.${over}`, undo } }));
});

/* [ and ] go to the check-in before and after */
document.addEventListener("keydown", (event) => {
  if (!form || root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input,textarea,select,dialog")) return;
  const to = { "[": form.dataset.before, "]": form.dataset.after }[event.key];
  if (to) location.href = to;
});
