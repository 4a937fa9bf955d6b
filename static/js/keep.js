/* What is typed into a form and not sent outlives leaving the page: it is kept in this tab, and put back with a word
   about it. The form says whose it is (data-keep), whether it holds what was sent and not saved (data-unsaved), and
   whether leaving needs no warning (data-keep-quiet). A field may say what is stored for it (data-was); what stands in data-keep-not is let go. */
const form = document.querySelector("form[data-keep]");
const mine = form && `kept:${form.dataset.keep}:${location.pathname}`;
const stored = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
};
/* what was sent from another page than this one arrived there */
Object.keys(sessionStorage)
  .filter((key) => key.startsWith("kept:") && key !== mine && stored(key)?.sent)
  .forEach((key) => sessionStorage.removeItem(key));

if (form) {
  const kept = stored(mine);
  const ticked = (field) => field.type === "radio" || field.type === "checkbox";
  const keyOf = (field) => (ticked(field) ? `${field.name}=${field.value}` : field.name);
  const value = (field) => (ticked(field) ? field.checked : field.value);
  const first = (field) => {
    if (ticked(field)) return field.defaultChecked;
    if (field.tagName === "SELECT") return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
    return field.defaultValue;
  };
  const bases = new Map();
  const base = (field) => field.dataset.was ?? bases.get(keyOf(field)) ?? first(field);
  const touched = new Set();
  /* a time zone that the browser filled in was typed by nobody */
  const typed = (field) => value(field) !== base(field) && (!("browserZone" in field.dataset) || touched.has(field));
  const set = (field, to) => {
    if (ticked(field)) field.checked = to;
    else field.value = to;
  };
  const fields = () => [...form.elements].filter((f) => f.name && f.matches("input:not([type=hidden]):not([type=submit]), textarea, select") && !f.closest("[data-keep-not]"));
  const versions = () => [...form.querySelectorAll("input[type=hidden][data-version]")];
  let sending = false;
  const keep = (sent = false) => {
    const now = Object.fromEntries(fields().filter(typed).map((field) => [keyOf(field), [base(field), value(field)]]));
    const seen = Object.fromEntries(versions().map((field) => [field.name, field.value]));
    try {
      if (Object.keys(now).length) sessionStorage.setItem(mine, JSON.stringify({ sent, now, seen }));
      else sessionStorage.removeItem(mine);
    } catch {
      /* no room, or not allowed: the warning is all there is */
    }
  };
  const say = (number) => {
    const note = document.createElement("p");
    note.className = "flash__item";
    note.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = `We kept what you typed here: ${number === 1 ? "one field is" : `${number} fields are`} not saved yet. `;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "linkbtn";
    away.textContent = number === 1 ? "Put back what was there" : "Put all back to what was there";
    away.addEventListener("click", () => {
      fields().filter(typed).forEach((field) => set(field, base(field)));
      note.remove();
      form.dispatchEvent(new Event("input"));
    });
    note.append(words, away);
    form.prepend(note);
  };

  if (kept && "unsaved" in form.dataset) Object.entries(kept.now).forEach(([key, [was]]) => bases.set(key, was));
  else if (kept) {
    /* what was sent and changed the page was saved; the rest never arrived */
    const back = fields().filter((field) => {
      const [was, then] = kept.now[keyOf(field)] ?? [];
      return then !== undefined && then !== value(field) && !(kept.sent && base(field) !== was);
    });
    back.forEach((field) => {
      touched.add(field);
      set(field, kept.now[keyOf(field)][1]);
    });
    /* with the versions they were typed over, so that somebody else's number in between is told */
    if (!kept.sent) versions().forEach((field) => (field.value = kept.seen[field.name] ?? field.value));
    if (back.length) {
      say(back.length);
      form.dispatchEvent(new Event("input"));
    }
  }
  keep();

  const changed = ({ target }) => {
    touched.add(target);
    keep();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    keep(true);
    sending = true;
  });
  addEventListener("pageshow", () => (sending = false));
  addEventListener("beforeunload", (event) => {
    if (!sending && !("keepQuiet" in form.dataset) && fields().some(typed)) event.preventDefault();
  });
}
