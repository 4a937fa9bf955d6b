/* Jump to anything: Ctrl or Cmd K, or / where the page has no field of its own for it. A combobox in a dialog; the list comes from the server (htmx).
   Without scripts the button is a link to a page that does the same. */
const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = document.getElementById("palette-list");
const status = document.getElementById("palette-say");
const opener = document.querySelector("[data-palette]");
const options = () => [...list.querySelectorAll('[role="option"]')];
const mac = /Mac|iPhone|iPad/.test(navigator.platform);
if (mac && opener) opener.querySelector("kbd").textContent = "⌘ K";

const mark = (to) => {
  const all = options();
  field.setAttribute("aria-expanded", String(all.length > 0));
  field.removeAttribute("aria-activedescendant");
  if (!all.length) return;
  const at = (to + all.length) % all.length;
  all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
  field.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
};
const marked = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
const open = () => {
  if (dialog.open) return;
  field.value = "";
  dialog.showModal();
  field.dispatchEvent(new Event("palette-open"));
};
const go = (option) => {
  if (!option) return;
  dialog.close();
  location.href = option.dataset.href;
};

opener?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open();
});
field.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark(marked() + step);
  else if (event.key === "Home" || event.key === "End") mark(event.key === "Home" ? 0 : -1);
  else if (event.key === "Enter") go(options()[marked()]);
  else return;
  event.preventDefault();
});
list.addEventListener("click", (event) => go(event.target.closest('[role="option"]')));
list.addEventListener("htmx:afterSwap", () => {
  mark(0);
  const n = options().length;
  status.textContent = n === 1 ? "One result" : n ? `${n} results` : list.textContent;
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open();
  } else if (event.key === "/" && document.documentElement.dataset.keys !== "off" && !event.ctrlKey && !event.metaKey && !event.altKey
    && !document.querySelector('[aria-keyshortcuts="/"]') && !event.target.closest("input,textarea,select,dialog,[contenteditable]")) {
    event.preventDefault();
    open();
  }
});
