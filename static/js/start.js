/* Start: a pressed suggestion fills its fields; Enter goes to the next field of the last step. Both also work without. */
document.addEventListener("click", (event) => {
  const offer = event.target.closest("button.offer");
  if (!offer) return;
  event.preventDefault();
  const { prefix } = offer.dataset;
  const fields = offer.form.elements;
  let first;
  for (const [key, value] of Object.entries(offer.dataset)) {
    if (!key.startsWith("fill")) continue;
    const name = key.slice(4).toLowerCase();
    const field = fields[prefix ? `${prefix}-${name}` : name];
    if (!field) continue;
    field.value = value;
    if (name === "text" || name === "outcome") first = field;
  }
  const question = document.querySelector(`[data-plan-question="${prefix}"]`);
  if (question && offer.dataset.question) question.textContent = offer.dataset.question;
  if (!first) return;
  first.dispatchEvent(new Event("input", { bubbles: true }));
  first.dispatchEvent(new Event("change", { bubbles: true }));
  first.focus();
  const blank = first.value.indexOf("___");
  if (blank >= 0) first.setSelectionRange(blank, blank + 3);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.('form[data-enter="next"]');
  if (!form || event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  const inSight = [...form.querySelectorAll("input:not([type=hidden]), textarea, select, button.btn--go")].filter((f) => f.offsetParent);
  inSight[inSight.indexOf(event.target) + 1]?.focus();
});
