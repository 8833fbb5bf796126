// Sends what the page measured, once it is hidden, to the address this script came from.
(() => {
  const script = document.currentScript;
  const address = script.src.replace(/\.js(\?.*)?$/, "");
  const about = {...script.dataset};
  let waiting = new Map();
  const keep = ({name, value, id, rating, navigationType}) =>
    waiting.set(id, {name, value, id, rating, navigationType});
  const send = () => {
    if (!waiting.size) return;
    const body = JSON.stringify({...about, metrics: [...waiting.values()]});
    waiting = new Map();
    // text is sent without asking first; browsers keep beacons of pages that are gone
    if (!navigator.sendBeacon || !navigator.sendBeacon(address, body)) {
      fetch(address, {method: "POST", body, keepalive: true, mode: "no-cors"}).catch(() => {});
    }
  };
  addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  addEventListener("pagehide", send);
  const {onCLS, onFCP, onINP, onLCP, onTTFB} = webVitals;
  [onCLS, onFCP, onINP, onLCP, onTTFB].forEach((measure) => measure(keep));
})();
