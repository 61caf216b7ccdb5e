// Two conveniences, without which everything works as well: an attempt's page that asks again by itself,
// and what is in a file before it is sent. Nothing that a file holds is ever put into the page as markup.
"use strict";

const place = document.getElementById("progress");
if (place) {
  const ask = async () => {
    let again = 3;
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: "text/html" } });
      if (answer.status === 204) return location.reload();
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.querySelector(".progress"), before = place.querySelector(".progress");
        again = Number(now.dataset.again);
        if (now.innerHTML !== before.innerHTML) before.replaceWith(now);
      }
    } catch { /* the server is away; it comes back */ }
    if (again) setTimeout(ask, again * 1000);
  };
  setTimeout(ask, 1000 * Number(place.querySelector(".progress").dataset.again || 3));
}

const form = document.querySelector("form[data-functions]");
if (form) {
  const input = form.querySelector("input[type=file]"), drop = form.querySelector(".drop"), seen = form.querySelector(".seen");
  const show = async () => {
    const files = [...input.files], lines = [];
    let text = "";
    for (const file of files) {
      lines.push(`${file.name} (${file.size.toLocaleString()} B)`);
      if (/\.(py|ipynb)$/i.test(file.name) && file.size < 4e6) text += "\n" + await file.text();
    }
    if (text) {
      for (const name of JSON.parse(form.dataset.functions)) {
        const there = new RegExp(`(def|class)\\s+${name.replace(/\W/g, "\\$&")}\\b`).test(text);
        lines.push(`${there ? "✓" : "✗"} ${name}: ${there ? form.dataset.found : form.dataset.missing}`);
      }
    }
    seen.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  };
  input.addEventListener("change", show);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
  }
}
