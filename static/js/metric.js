/* The chart with the keyboard: Left and Right step through the readings and say them. Works without. */
const chart = document.querySelector("[data-chart]");
if (chart) {
  const words = chart.querySelector("[data-point]");
  let at = -1;
  chart.tabIndex = 0;
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", "Readings. Left and Right step through them.");
  const marks = () => [...chart.querySelectorAll("svg")].find((svg) => svg.getClientRects().length)?.querySelectorAll("[data-say]") ?? [];
  const show = (step) => {
    const all = marks();
    if (!all.length) return;
    all.forEach((mark) => mark.classList.remove("is-at"));
    at = at < 0 ? all.length - 1 : Math.min(Math.max(at + step, 0), all.length - 1);
    all[at].classList.add("is-at");
    words.textContent = all[at].dataset.say;
  };
  chart.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show(step);
  });
  chart.addEventListener("pointerover", (event) => {
    const say = event.target.dataset?.say;
    if (say) words.textContent = say;
  });
}
