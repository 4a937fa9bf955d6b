/* The map and its drawer. Every link works without this file. */
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const drawer = $("#drawer");
const plainClick = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

/* drawer: the same address as the page, answered as a fragment; inside it links stay in it */
const open = (href, system) => {
  htmx.ajax("GET", href, { target: "#drawer-body", swap: "innerHTML" }).then(() => {
    if (!drawer.open) drawer.showModal();
    drawer.append($("#toasts")); // what lies outside an open dialog cannot be pressed
    $("#drawer-h", drawer)?.focus();
    if (system) history.replaceState(history.state, "", `${drawer.dataset.map}?open=${system}`);
  });
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-drawer-link], a.el, a[data-in-drawer]");
  if (!link || !drawer || !plainClick(event)) return;
  if (link.hasAttribute("data-in-drawer") && !drawer.contains(link)) return;
  event.preventDefault();
  if (!drawer.contains(link)) link.focus({ preventScroll: true }); // not every browser does: there the focus returns to
  open(link.href, link.dataset.system);
});
if (drawer) {
  drawer.addEventListener("close", () => {
    document.body.append($("#toasts"));
    if (location.search.includes("open=")) history.replaceState(history.state, "", drawer.dataset.map);
  });
  const wanted = new URLSearchParams(location.search).get("open");
  const link = wanted && $$("a[data-system]").find((a) => a.dataset.system === wanted);
  if (link) link.click();
}

/* a form that opens puts the focus in its first field; Escape puts back what was there */
let typedIn = null; // of several open lines, the one with the focus
document.addEventListener("htmx:beforeSwap", () => (typedIn = document.activeElement?.closest("form[data-quick]")?.id));
document.addEventListener("htmx:afterSwap", (event) => {
  const root = event.detail.elt;
  const held = typedIn && document.getElementById(typedIn);
  const form = root.matches?.("[data-first-field]") ? root : held && root.contains(held) ? held : $("[data-first-field]", root);
  if (form && !form.contains(document.activeElement)) $("[aria-invalid=true], input:not([type=hidden]), select, textarea", form)?.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = event.target.closest("form");
  const cancel = form && $("[data-cancel]", form);
  if (cancel) {
    event.preventDefault();
    cancel.click();
  } else if (form?.matches("[data-quick]")) {
    const system = form.closest("[id^=sys-]");
    const refresh = system && $("[hx-trigger]", system);
    form.remove();
    if (refresh) htmx.trigger(document.body, refresh.getAttribute("hx-trigger").split(" ")[0]);
  }
});

/* a system that is asked for again keeps the lines open that somebody types into */
const lines = (system) => $$("form[data-quick]", system).map((form) => form.dataset.quick);
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.hidden && event.detail.elt.closest(".map")) lines(event.detail.elt.parentElement).forEach((kind) => event.detail.parameters.append("adding", kind));
});
/* a line opened, or asked for, after the system was asked for is not in the answer: the system is asked for once more */
document.addEventListener("htmx:beforeSwap", (event) => {
  const asking = event.detail.requestConfig?.elt;
  if (!asking?.hidden || !asking.isConnected) return;
  const asked = new URL(event.detail.xhr.responseURL).searchParams.getAll("adding");
  const opening = $(".cell__add.htmx-request", event.detail.target);
  if (!opening && lines(event.detail.target).every((kind) => asked.includes(kind))) return;
  event.detail.shouldSwap = false;
  const again = () => htmx.trigger(document.body, asking.getAttribute("hx-trigger").split(" ")[0]);
  opening ? opening.parentElement.addEventListener("htmx:afterSettle", again, { once: true }) : again();
});

/* details are open on wide screens, folded on phones */
const phone = matchMedia("(max-width: 56rem)");
const fold = (from = document) => $$(".sys__more", from).forEach((details) => (details.open = !phone.matches));
fold();
phone.addEventListener("change", () => fold());
addEventListener("beforeprint", () => $$(".sys__more").forEach((details) => (details.open = true)));
document.addEventListener("htmx:afterSwap", (event) => phone.matches && fold(event.detail.elt));

/* lines only for the entry in focus or under the pointer; Enter or a click opens it, P pins its lines, Escape lets go */
const SVG = "http://www.w3.org/2000/svg";
let pinned = null;
const draw = (svg, name, attributes) => {
  const shape = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  svg.append(shape);
  return shape;
};
const clear = (map) => {
  $(".trace", map).replaceChildren();
  map.classList.remove("is-tracing");
  $$(".is-lit", map).forEach((lit) => lit.classList.remove("is-lit"));
};
const targets = (entry) => (entry.dataset.el || "").split(" ").filter(Boolean).map((id) => document.getElementById(id)).filter(Boolean);
/* what the numbers say of a line: "el-12 held Held|el-14 open A first hint" */
const saidOf = (cause, effect) => {
  const found = (cause.dataset.said || "").split("|").find((one) => one.startsWith(`${effect.id} `));
  if (!found) return null;
  const [, css, ...words] = found.split(" ");
  return { css, word: words.join(" ") };
};
const edgesOf = (map, entry) => {
  const from = $$(`[data-el~="${entry.id}"]`, map).map((cause) => [cause, entry]);
  return [...targets(entry).map((effect) => [entry, effect]), ...from];
};
const trace = (entry) => {
  const map = entry.closest(".map");
  clear(map);
  if (phone.matches) return;
  const edges = edgesOf(map, entry);
  if (!edges.length) return;
  const origin = map.getBoundingClientRect();
  const box = (el) => {
    const r = el.getBoundingClientRect();
    return { left: r.left - origin.left, right: r.right - origin.left, top: r.top - origin.top, y: (r.top + r.bottom) / 2 - origin.top };
  };
  const svg = $(".trace", map);
  for (const [cause, effect] of edges) {
    const a = box(cause), b = box(effect), beside = b.left > a.right;
    const x1 = beside ? a.right + 4 : a.left - 5, x2 = b.left - 6, bend = Math.max(28, (x2 - x1) / 2);
    const d = beside ? `M${x1} ${a.y}C${x1 + bend} ${a.y} ${x2 - bend} ${b.y} ${x2} ${b.y}` : `M${x1} ${a.y}C${x1 - 14} ${a.y} ${x2 - 13} ${b.y} ${x2} ${b.y}`;
    const said = saidOf(cause, effect);
    draw(svg, "path", said ? { d, class: `is-${said.css}` } : { d });
    draw(svg, "circle", { cx: x2, cy: b.y, r: 4 });
    if (said) draw(svg, "text", { x: x2 + 8, y: b.top - 7 }).textContent = said.word;
    cause.classList.add("is-lit");
    effect.classList.add("is-lit");
  }
  map.classList.add("is-tracing");
};
const entryOf = (event) => event.target.closest?.(".map [data-el]");
const enter = (event) => {
  const entry = entryOf(event);
  if (entry && !pinned) trace(entry);
};
const leave = (event) => {
  const entry = entryOf(event);
  if (entry && !pinned) clear(entry.closest(".map"));
};
document.addEventListener("pointerover", enter);
document.addEventListener("pointerout", leave);
document.addEventListener("focusin", enter);
document.addEventListener("focusout", leave);

/* keys inside the map, beside Tab: arrows go between systems and rows, P pins, V vital signs, L list */
const cellsOf = (system) => $$(".sys__head, .cell", system);
const step = (event, entry) => {
  const system = entry.closest(".sys"), cell = entry.closest(".sys__head, .cell");
  if (!system || !cell) return;
  const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key], along = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const columns = $$(".sys", system.parentElement), row = cellsOf(system).indexOf(cell);
  const focusable = (place) => place && $("a[href], button", place);
  let next = null;
  if (across) next = focusable(cellsOf(columns[columns.indexOf(system) + across] || system)[row]);
  if (along) {
    const links = $$("a[href], button", system).filter((link) => link.offsetParent);
    next = links[links.indexOf(entry) + along];
  }
  if (next && next !== entry) {
    event.preventDefault();
    next.focus();
  }
};
/* - smaller, + larger, 0 whole: the same choice as in the form */
const resize = (key) => {
  const select = $("#filter-size");
  if (!select) return;
  const at = key === "0" ? 0 : select.selectedIndex + (key === "-" ? 1 : -1);
  if (at === select.selectedIndex || !select.options[at]) return;
  select.selectedIndex = at;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};
document.addEventListener("keydown", (event) => {
  const map = $("#map");
  if (!map || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "Escape") {
    pinned = null;
    clear(map);
  } else if (event.key.startsWith("Arrow") && map.contains(event.target)) step(event, event.target);
  else if (document.documentElement.dataset.keys === "off") return;
  else if (event.key === "p" && entryOf(event)) {
    pinned = pinned ? null : entryOf(event);
    if (pinned) trace(pinned);
  } else if (event.key === "v") $$('[name="rows"]').find((radio) => !radio.checked)?.click();
  else if (["-", "+", "=", "0"].includes(event.key)) resize(event.key);
  else if (event.key === "l") location.href = `${location.pathname}?view=list`;
});

/* a long list of things to link gets a line to search in */
const search = (form) => {
  const select = $("select[name=other]", form);
  if (!select || select.options.length < 12 || select.dataset.searchable) return;
  select.dataset.searchable = "yes";
  const box = document.createElement("input");
  box.type = "search";
  box.className = "input";
  box.placeholder = "Search the list";
  box.setAttribute("aria-label", "Search the list");
  const groups = $$("optgroup", select).map((group) => ({ group, options: [...group.children] }));
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase();
    for (const { group, options } of groups) {
      group.replaceChildren(...options.filter((o) => `${group.label} ${o.textContent}`.toLowerCase().includes(words)));
      group.hidden = !group.children.length;
    }
    const left = $$("optgroup option", select);
    if (left.length === 1) select.value = left[0].value;
  });
  select.before(box);
};
$$("form[data-picker]").forEach(search);
document.addEventListener("htmx:afterSwap", (event) => $$("form[data-picker]", event.detail.elt).forEach(search));
