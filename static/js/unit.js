/* A share is never added up: typing % as the unit chooses the average, unless something was chosen by hand. */
const chosen = new WeakSet();
document.addEventListener("change", ({ target }) => {
  if (target.matches?.('select[name$="combine"]')) chosen.add(target);
});
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.('input[name$="unit"]') || target.value.trim() !== "%") return;
  const combine = target.form.elements[target.name.replace(/unit$/, "combine")];
  if (combine && !chosen.has(combine) && combine.value !== "last") combine.value = "mean";
});
