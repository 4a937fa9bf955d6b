/* A score opens into its numbers; choosing an earlier report shows it at once. */
const open = () => {
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const details = target?.closest("details");
  if (!details) return;
  details.open = true;
  target.focus();
  details.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", open);
open();
document.querySelectorAll("[data-go]").forEach((select) => select.addEventListener("change", () => select.form.submit()));
document.querySelectorAll("[data-go-button]").forEach((button) => (button.hidden = true));

/* J and K go through the findings */
const findings = [...document.querySelectorAll(".finding")];
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !findings.length || document.documentElement.dataset.keys === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select,dialog")) return;
  const here = findings.findIndex((finding) => finding.contains(document.activeElement));
  const next = findings[here < 0 ? (step > 0 ? 0 : findings.length - 1) : Math.min(Math.max(here + step, 0), findings.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "start" });
});

/* A new report loads the page again, but not over a form that is open: it is asked for again until the form is gone. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.elt.id === "freshness" && document.querySelector(".decision .stack")) event.preventDefault();
});
