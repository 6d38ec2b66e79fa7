// What was typed and not sent yet is kept when a page is left without a button, so that it is there when the visitor comes
// back. Without scripts the browser's own memory has to do.
const form = document.getElementById('journey');
const { keeping } = document.querySelector('script[data-keeping]').dataset;
let kept = '';
let later = 0;
let sending = false;
let asking;

/** Whether it is not as it came. */
function isTouched(input) {
  if (input.type === 'hidden' || input.type === 'file' || !('form' in input)) return false;
  if (input.options) {
    const chosen = [...input.options].findIndex((option) => option.defaultSelected);
    return input.selectedIndex !== Math.max(chosen, 0);
  }
  if (input.type === 'checkbox' || input.type === 'radio') return input.checked !== input.defaultChecked;
  return input.defaultValue !== undefined && input.value !== input.defaultValue;
}

function keep() {
  clearTimeout(later);
  later = 0;
  if (sending || ![...form.elements].some(isTouched)) return;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  const text = body.toString();
  if (text === kept) return;
  kept = text;
  asking = new AbortController();
  // A browser refuses more than 64 KB: then it is as without scripts.
  fetch(keeping, { method: 'POST', body, keepalive: true, signal: asking.signal }).catch(() => { kept = ''; });
}

// While somebody types, as well: a page that is loaded again is asked for before it is left.
form.addEventListener('input', () => { if (!later) later = setTimeout(keep, 1000); });
// What a button sends is newer: nothing may come after it, so nothing is kept while it is pressed.
form.addEventListener('submit', () => {
  sending = true;
  clearTimeout(later);
  asking?.abort();
});
window.addEventListener('pagehide', keep);
// Phones end a page that is not seen without telling it.
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') keep(); });

// A page that was sent and comes back out of the browser's memory may show what is over: ask for it again.
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  if (sending) location.reload();
});
