/* The grid of first numbers: Enter and the arrows move, a block from a spreadsheet fills to the right and downward,
   says what did not fit, and can be undone. */
const grid = document.querySelector("[data-grid]");
const rowsOf = (cell) => [...cell.closest("tbody").rows].map((row) => [...row.querySelectorAll("[data-cell]")]);
const placeOf = (cell) => {
  const rows = rowsOf(cell);
  const row = rows.findIndex((cells) => cells.includes(cell));
  return [rows, row, rows[row].indexOf(cell)];
};
const atEdge = (cell, end) => cell.selectionStart === cell.selectionEnd && cell.selectionStart === (end ? cell.value.length : 0);

grid?.addEventListener("keydown", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const [rows, row, column] = placeOf(cell);
  const to = {
    Enter: () => rows[row + (event.shiftKey ? -1 : 1)]?.[column],
    ArrowDown: () => rows[row + 1]?.[column],
    ArrowUp: () => rows[row - 1]?.[column],
    ArrowLeft: () => atEdge(cell, false) && rows[row][column - 1],
    ArrowRight: () => atEdge(cell, true) && rows[row][column + 1],
  }[event.key]?.();
  if (event.key === "Enter") event.preventDefault();
  if (!to) return;
  event.preventDefault();
  to.focus();
  to.select();
});

grid?.addEventListener("paste", (event) => {
  const cell = event.target.closest("[data-cell]");
  const text = event.clipboardData.getData("text").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  if (!cell || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const [rows, row, column] = placeOf(cell);
  const before = new Map();
  const over = [];
  text.split("\n").forEach((line, i) =>
    line.split("\t").forEach((value, j) => {
      const target = rows[row + i]?.[column + j];
      if (target) {
        before.set(target, target.value);
        target.value = value.trim();
        target.classList.add("is-pasted");
      } else if (value.trim()) over.push(value.trim());
    }),
  );
  cell.dispatchEvent(new Event("change", { bubbles: true }));
  const undo = () => {
    before.forEach((value, target) => {
      target.value = value;
      target.classList.remove("is-pasted");
    });
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    cell.focus();
  };
  const filled = [...before.keys()].filter((target) => target.value).length;
  const left = over.length ? ` ${over.length} did not fit and ${over.length === 1 ? "is" : "are"} not in the table: ${over.join(", ").slice(0, 80)}.` : "";
  document.dispatchEvent(new CustomEvent("app:toast", { detail: { text: `${filled} ${filled === 1 ? "number" : "numbers"} filled in, not saved yet.${left}`, undo } }));
});
