/* Behaviour every page shares. Each page also works without it. */
const root = document.documentElement;
const $ = (selector, from = document) => from.querySelector(selector);

/* htmx sends the CSRF token of the page; a failed request says so instead of nothing happening */
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
});
const toast = (text, undo) => {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.toast = "";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.dataset[undo ? "undo" : "toastClose"] = "";
  close.textContent = undo ? "Undo" : "Close";
  if (undo)
    close.addEventListener("click", () => {
      box.remove();
      undo();
    });
  box.append(words, close);
  $("#toasts").replaceChildren(box);
};
document.addEventListener("app:toast", (event) => toast(event.detail.text, event.detail.undo));
for (const silence of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(silence, () => toast("We could not reach the server. What you typed is still here. Try again."));
document.addEventListener("htmx:responseError", (event) => {
  const number = event.detail.xhr.getResponseHeader("X-Request-Id");
  const gone = "This is not there any more. Load the page again to see how it is now. What you typed is still here.";
  toast(event.detail.xhr.status === 403 ? "You may not change this here." : event.detail.xhr.status === 404 ? gone : `We could not save that. What you typed is still here. Quote ${number} if you write to us.`);
});

/* what was typed and not sent is kept in this tab (keep.js) for whoever typed it: it goes with them */
document.addEventListener("submit", (event) => {
  if (event.target.matches('form[action$="/accounts/logout/"]'))
    Object.keys(sessionStorage).forEach((key) => key.startsWith("kept:") && sessionStorage.removeItem(key));
});

/* theme: the server renders data-theme from the profile; this switches at once and saves in the background */
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-theme-toggle],[data-print],[data-close],[data-toast-close]");
  if (!pressed) return;
  if ("themeToggle" in pressed.dataset) {
    event.preventDefault();
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    const form = pressed.closest("form");
    const data = new FormData(form);
    data.set("theme", root.dataset.theme);
    fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
  } else if ("print" in pressed.dataset) print();
  else if ("close" in pressed.dataset) pressed.closest("dialog").close();
  else pressed.closest("[data-toast]").remove();
});

/* a click on the backdrop closes a dialog; focus returns to the opener by itself */
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});

/* what must be read first takes the focus: error summaries, conflicts */
const focusFirst = (from) => {
  const first = from.matches?.("[data-focus]") ? from : $("[data-focus]", from);
  if (first) first.focus();
};
focusFirst(document.body);
document.addEventListener("htmx:afterSwap", (event) => focusFirst(event.detail.elt));

/* a swap leaves the focus where it was: on the same thing (htmx itself knows it by its id, here by where it leads), or on
   what came in its place. The same for what a dialog was opened from, which has the focus again when the dialog closes */
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const within = (holder) => [...holder.querySelectorAll(FOCUSABLE)].filter((one) => one.tabIndex >= 0 && !one.disabled && (one.checkVisibility?.() ?? true));
const alike = (a, b) => a.tagName === b.tagName && ["href", "name", "value", "aria-label"].every((name) => a.getAttribute(name) === b.getAttribute(name));
const placeOf = (el) => {
  const holders = [];
  for (let holder = el.parentElement?.closest("[id]"); holder; holder = holder.parentElement?.closest("[id]")) holders.push({ id: holder.id, at: within(holder).indexOf(el) });
  return { el, holders };
};
const foundAgain = ({ el, holders }) => {
  const same = el.id && document.getElementById(el.id);
  if (same) return same;
  for (const { id, at } of holders) {
    const holder = document.getElementById(id);
    const far = (one, n) => Math.abs(n - at) + (alike(one, el) ? 0 : 1e6);
    const [nearest] = holder ? within(holder).map((one, n) => [far(one, n), one]).sort(([a], [b]) => a - b) : [];
    if (nearest) return nearest[1];
  }
  return null;
};
let opener = null, lost = false;
document.addEventListener("focusin", (event) => {
  if (!event.target.closest("dialog")) [opener, lost] = [event.target, false];
});
document.addEventListener("htmx:beforeSwap", () => {
  const focused = document.activeElement === document.body ? null : document.activeElement;
  const [focus, from] = [focused, opener].map((el) => el?.isConnected && placeOf(el));
  queueMicrotask(() => {
    // after the swap and whatever else has its own idea of where the focus belongs
    if (from && !from.el.isConnected) [opener, lost] = [foundAgain(from), true];
    if (focus && !focus.el.isConnected && document.activeElement === document.body) foundAgain(focus)?.focus({ preventScroll: true });
  });
});
addEventListener("close", ({ target }) => {
  const still = document.activeElement; // also what has just gone out of sight
  if (lost && (still === document.body || target.contains(still))) opener?.focus({ preventScroll: true });
}, true);

/* a field that takes no more says so: the browser cuts what is pasted without a word */
document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!(field.maxLength > 0) || event.defaultPrevented) return;
  const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n");
  const over = field.value.length - (field.selectionEnd - field.selectionStart) + text.length - field.maxLength;
  if (over > 0) toast(`Only ${field.maxLength.toLocaleString("en")} characters fit here. The last ${over.toLocaleString("en")} of what you pasted were left out.`);
});

/* a pressed button says that it works */
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && !event.defaultPrevented && !event.target.hasAttribute("hx-post")) button.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => document.querySelectorAll('button[aria-busy="true"]').forEach((b) => b.removeAttribute("aria-busy")));

/* two-key jumps: G, then H, M, C, A, R or P; ? lists them all. Off when the profile says so */
const keysOff = () => root.dataset.keys === "off";
const inField = (event) => event.target.closest("input,textarea,select,dialog,[contenteditable]");
let lead = 0;
document.addEventListener("keydown", (event) => {
  if (keysOff() || event.ctrlKey || event.metaKey || event.altKey || inField(event)) return;
  if (event.key === "g") {
    lead = Date.now();
    return;
  }
  if (Date.now() - lead < 900) {
    const link = /^[a-z]$/.test(event.key) ? $(`[data-lead="${event.key}"]`) : null;
    if (link) location.href = link.href;
    lead = 0;
  } else if (event.key === "z") $("[data-undo]")?.click();
  else if (event.key === "?") location.href = $("[data-shortcuts]")?.href ?? location.href;
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") event.target.closest("form")?.requestSubmit();
});

/* the person's own time zone, offered where a form asks for one */
document.querySelectorAll("[data-browser-zone]").forEach((field) => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || field.dataset.browserZone === "keep") return;
  if (field.tagName === "SELECT" && ![...field.options].some((o) => o.value === zone)) return;
  field.value = zone;
});
