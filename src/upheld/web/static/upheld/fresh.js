// Keeps a part of a page as things stand: asks for the page again by its ETag, and puts the part in its place.
// Nothing is moved under somebody who is in the midst of it, and a page that nobody sees asks for nothing.
"use strict";
(() => {
  const part = document.querySelector("[data-fresh]");
  if (!part || !window.fetch) return;
  const pause = Number(part.dataset.fresh) * 1000;
  let mark = null, failures = 0, timer = 0;

  const inUse = () => {
    const chosen = window.getSelection();
    return (chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode)) || part.contains(document.activeElement) || part.querySelector("details[open]");
  };
  const say = (words) => {
    const place = part.querySelector(".stale");
    if (place && place.textContent !== words) place.textContent = words;
  };
  const look = async () => {
    try {
      const answer = await fetch(location.href, {headers: mark ? {"If-None-Match": mark} : {}, cache: "no-store", redirect: "error"});
      if (answer.status === 200) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(part.id);
        if (fresh && !inUse()) {
          part.replaceChildren(...fresh.childNodes);
          mark = answer.headers.get("ETag");
        }
      } else if (answer.status !== 304) {
        throw new Error(String(answer.status));
      }
      failures = 0;
      say("");
    } catch (_) {
      failures += 1;
      if (failures > 1) say("This page can't be refreshed at the moment; it may no longer be as things stand.");
    }
    timer = setTimeout(look, pause * Math.min(2 ** failures, 30));
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, 200);
  });
  timer = setTimeout(look, pause);
})();
