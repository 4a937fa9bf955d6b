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
