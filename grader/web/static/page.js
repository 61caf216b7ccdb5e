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
        if (now.innerHTML !== before.innerHTML) before.replaceChildren(...now.childNodes); // the same element, so that its pulse goes on
        before.dataset.again = again;
      }
    } catch { /* the server is away; it comes back */ }
    if (again) setTimeout(ask, again * 1000);
  };
  setTimeout(ask, 1000 * Number(place.querySelector(".progress").dataset.again || 3));
}

// A class that changes while it is looked at. Nothing is replaced under somebody who writes or has opened something.
const live = document.getElementById("live");
if (live) {
  const busy = () => live.contains(document.activeElement) || document.hidden ||
    [...live.querySelectorAll("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  let tag = "";
  const again = async () => {
    let now = live.querySelector(".now"), wait = Number(now.dataset.again);
    if (!busy()) {
      try {
        // 304: as it was shown before. How soon to ask again depends on how many watch.
        const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html", "If-None-Match": tag } });
        wait = Number(answer.headers.get("Again-S")) || wait;
        if (answer.ok) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".now");
          const open = [...now.querySelectorAll("details")].map((each) => each.open);
          if (fresh && !busy()) {
            const groups = [...fresh.querySelectorAll("details")];
            if (groups.length === open.length) groups.forEach((each, place) => { each.open = open[place]; });
            now.replaceWith(fresh);
            tag = answer.headers.get("ETag") || "";
          }
        }
      } catch { /* the server is away; it comes back */ }
    }
    if (wait) setTimeout(again, 1000 * wait);
  };
  if (Number(live.querySelector(".now").dataset.again)) setTimeout(again, 1000 * Number(live.querySelector(".now").dataset.again));
}

// Marking by keys: 1 to 9 tick the items of a rubric, Enter saves.
const marks = document.getElementById("marks");
if (marks) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.target.tagName === "INPUT" && event.target.type !== "checkbox") return;
    const item = marks.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (item) { item.checked = !item.checked; item.focus(); event.preventDefault(); }
    else if (event.key === "Enter" && event.target.tagName !== "A" && event.target.tagName !== "BUTTON") { event.preventDefault(); marks.requestSubmit(); }
  });
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
  if (input.files.length) show();  // chosen before this script was there, or kept by the browser on the way back
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
  }
}
