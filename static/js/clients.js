/* Clients: J and K go through them, Enter opens (the name is a link), R reviews, / finds. */
const page = document.documentElement;
document.addEventListener("keydown", (event) => {
  if (page.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input,textarea,select,dialog,[contenteditable]")) return;
  const find = document.querySelector("#q");
  if (event.key === "/" && find) {
    event.preventDefault();
    find.focus();
    find.select();
    return;
  }
  const clients = [...document.querySelectorAll("[data-client]")];
  const here = clients.findIndex((client) => client.contains(document.activeElement));
  const step = { j: 1, k: -1 }[event.key];
  if (step && clients.length) {
    const next = here < 0 ? (step > 0 ? 0 : clients.length - 1) : Math.min(Math.max(here + step, 0), clients.length - 1);
    const link = clients[next].querySelector("h2 a, a, button");
    link?.focus();
    clients[next].scrollIntoView({ block: "nearest" });
  } else if (event.key === "r" && here >= 0) clients[here].querySelector("[data-review]")?.click();
});
