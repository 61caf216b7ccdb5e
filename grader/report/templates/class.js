(() => {
  const table = document.getElementById("all"), bar = document.getElementById("find");
  if (!table || !bar) return;
  const body = table.tBodies[0], box = bar.querySelector("input"), told = bar.querySelector("output");
  const text = (row, at) => row.cells[at].dataset.v ?? row.cells[at].textContent.trim();
  const show = () => {
    const wanted = box.value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of body.rows) {
      const words = row.textContent.toLowerCase();
      row.hidden = !wanted.every(word => words.includes(word));
      count += !row.hidden;
    }
    told.textContent = wanted.length ? `${count} / ${body.rows.length}` : "";
  };
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const order = (one, two) => {
        const [left, right] = [text(one, at), text(two, at)];
        return left && right && !isNaN(left) && !isNaN(right) ? left - right : left.localeCompare(right, undefined, {numeric: true});
      };
      const rows = [...body.rows].sort((one, two) => down ? order(two, one) : order(one, two));
      body.append(...rows);
    });
  });
  box.addEventListener("input", show);
  bar.hidden = false;
})();
